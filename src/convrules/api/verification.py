"""Read, parse, check and compile the files of a repository. Nothing here looks at a landlord's data."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from convrules import ir
from convrules.analyses.convention import findings_of_paper, findings_of_texts
from convrules.analyses.convention.articles import couverture
from convrules.analyses.convention.lecture import texts_apart
from convrules.analyses.corpus import absences, findings, said_once
from convrules.analyses.corpus.divergences import divergences
from convrules.analyses.corpus.politiques import politiques
from convrules.api.amendments import Amendments
from convrules.api.chantier import (
    Chantier,
    Ecrite,
    Lecture,
    compiled,
    has_errors,
    herites_of,
    inherited_of,
    parse,
)
from convrules.api.cibles import lines, may_be, repositories, root_of, says_the_same, text_of
from convrules.api.load import VERROU, Depot, Empechement, Fichier, load_depot, select
from convrules.api.model import Ecriture, Liste, RapportCheck, Verifie
from convrules.api.rapport import asked_of, nothing_to_check, sorted_out, told, within_limits
from convrules.api.tentatives import tried
from convrules.checking.convention import check_convention
from convrules.checking.fil import with_threads
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.diagnostics.problems import depot as problems
from convrules.facts.readers.ordinaires import real_path
from convrules.ir.textes import amended, ended, ended_texts
from convrules.syntax import nodes

if TYPE_CHECKING:
    from convrules.render.consolidation import TexteDuJour

# Codes: facts that no convention declares, keys that no fact gives sense to. Unknown while one has errors.
DES_CONVENTIONS = ("CR216", "CR433")


def check_depot(
    depot: Depot,
    chosen: Sequence[Path] | None = None,
    au: date | None = None,
    lectures: dict[str, Lecture] | None = None,
) -> Verifie:
    """Check the files of a repository, or the chosen ones with what they inherit and speak of. au: the day
    of the check, for what passes with time; without it nothing of that is told. lectures: trees of the same
    bytes, by name, which those read now join."""
    work = Chantier(depot=depot, lectures=lectures if lectures is not None else {})
    found = _checked(work, chosen, au)

    def again(other: Depot, fichier: Fichier) -> Sequence[Diagnostic]:
        once_more = Chantier(depot=other, lectures=dict(work.lectures))
        _examined(once_more, [fichier.path], au)
        return _found(once_more)

    return tried(found, again)


def _checked(work: Chantier, chosen: Sequence[Path] | None, au: date | None) -> Verifie:
    """The check of the repository of a fresh work, which is left with all that was learnt."""
    targets, rules, amendments = _examined(work, chosen, au)
    _load_neighbours(work, amendments)
    return _result(work, targets, rules)


def _examined(
    work: Chantier, chosen: Sequence[Path] | None, au: date | None
) -> tuple[Sequence[Fichier], int, Amendments]:
    """Everything is found: the files looked at, how many rules they hold, the amendments that were read."""
    depot = work.depot
    wanted = {real_path(path) for path in chosen} if chosen is not None else None
    targets = [f for f in depot.fichiers if wanted is None or real_path(f.path) in wanted]
    by_kind: dict[str | None, list[Fichier]] = {}
    for fichier in targets:
        by_kind.setdefault(fichier.genre, []).append(fichier)
    for fichier in by_kind.get("socle", []):
        _check_socle(work, fichier)
    amendments = Amendments(work)
    cited = {f.ident for f in by_kind.get("essais", [])}
    cited |= {amendments.target(f) for f in by_kind.get("avenant", [])}
    names = {f.path for f in by_kind.get("convention", [])}
    # Why: who comes first for a dwelling depends on all the landlord's conventions, and on its policy.
    ranking = any(b"orientation" in f.contenu for f in by_kind.get("essais", []))
    spoken_of = [
        f
        for f in depot.fichiers
        if f.genre == "convention" and (ranking or f.ident in cited) and f.path not in names
    ]
    chosen_ones = {f.path for f in targets}
    policies = [f for f in depot.fichiers if f.genre == "politique" and f.path not in chosen_ones]
    for fichier in [*by_kind.get("convention", []), *spoken_of]:
        _check_one_convention(work, fichier, amendments)
    amendments.check_targets(by_kind.get("avenant", []))
    _look_for_unreadable(work, by_kind.get("essais", []))
    for fichier in [*targets, *(policies if ranking else ())]:
        if fichier.genre not in ("socle", "convention", "avenant"):
            _check_other(work, fichier)
    versions = tuple(v for ident in work.conventions for v in work.versions[ident])
    work.diagnostics += findings(versions, work.socles)
    work.diagnostics += _across_policies(work)
    whole = sum(f.genre == "convention" for f in depot.fichiers) == len(work.conventions)
    if work.correspondances:
        from convrules.api.colonnes import column_findings

        work.diagnostics += column_findings(work, entier=whole)
    if whole:
        work.diagnostics += absences(versions, work.socles, work.correspondances.values())
    _analyse(work, {f.nom for f in targets}, au)
    # Amendments and ends that one did not ask to check: only what forbids to use them is told.
    hidden = {*work.liees, *(f.nom for f in amendments.files)} - {f.nom for f in targets}
    work.diagnostics = [d for d in work.diagnostics if is_error(d) or d.span.source.name not in hidden]
    rules = sum(len(c.clauses) for c in (*work.conventions.values(), *work.socles.values()))
    rules += sum(
        len(p.clauses) + (p.departage is not None) + (p.anticipation is not None) for p in work.politiques
    )
    if (depot.racine / VERROU).exists():
        from convrules.api.verrou import findings as against_lock

        work.diagnostics += against_lock(depot, tuple(herites_of(work, targets)), {f.nom for f in targets})
    return targets, rules, amendments


def _found(work: Chantier) -> tuple[Diagnostic, ...]:
    """What is told of the files that were looked at."""
    return within_limits(tuple(with_threads(work.parsed, in_order(said_once(work.diagnostics)))))


def _look_for_unreadable(work: Chantier, essais: Sequence[Fichier]) -> None:
    """Cases of a convention that no file names: one that does not read may be it, and its own mistake is then
    the only one to tell."""
    known = {f.ident for f in work.depot.fichiers if f.genre == "convention"}
    for ident in sorted({f.ident for f in essais if f.ident is not None} - known):
        for fichier in work.depot.fichiers:
            if may_be(fichier, ident):
                parse(work, fichier)
                if any(is_error(d) and d.span.source.name == fichier.nom for d in work.diagnostics):
                    work.unsound.add(ident)


def _across_policies(work: Chantier) -> Iterable[Diagnostic]:
    """What policies say against one another, and against the conventions of the repository."""
    written = {f.ident for f in work.depot.fichiers if f.genre == "convention"}
    mappings = tuple(work.correspondances.values())
    all_read = sum(f.genre == "correspondance" for f in work.depot.fichiers) <= len(mappings)
    return politiques(
        work.politiques,
        tuple(work.conventions.values()),
        mappings if all_read else (),
        entier=written <= work.conventions.keys(),
    )


def _analyse(work: Chantier, asked: set[str], au: date | None) -> None:
    """What each file asked about says against itself; an inherited socle is told of in its repository."""
    for file in (*work.socles.values(), *work.conventions.values()):
        if file.span.source.name not in asked:
            continue
        inherited = [work.socles[key] for key in file.herite if key in work.socles]
        texts = work.versions.get(file.ident, (file,)) if file.version is None else (file,)
        work.diagnostics += findings_of_texts(texts, inherited)
        work.diagnostics += findings_of_paper(file, au)


def _load_neighbours(work: Chantier, amendments: Amendments) -> None:
    """Cases are played among all the conventions of the repository: those not chosen are read
    too. Their errors are told of cases alone, whose results they may change."""
    before = len(work.diagnostics)
    others = (f for f in work.depot.fichiers if f.genre == "convention" and f.nom not in work.parsed)
    for fichier in tuple(others) if work.essais else ():
        _check_one_convention(work, fichier, amendments)
    work.voisines = [d for d in work.diagnostics[before:] if is_error(d)]
    del work.diagnostics[before:]


def _result(work: Chantier, targets: Sequence[Fichier], rules: int) -> Verifie:
    asked = tuple(_by_name(work.conventions, targets))
    programmes, policies = compiled(work)
    return Verifie(
        depot=work.depot,
        programmes=programmes,
        essais=tuple(work.essais),
        correspondances=work.correspondances,
        politiques=policies,
        diagnostics=_found(work),
        n_fichiers=len(targets),
        n_regles=rules + work.n_modeles,
        n_cas=sum(len(e.cas) for e in work.essais),
        couverture=tuple(a for c in asked for a in couverture(c)),
        divergences=divergences([text for c in asked for text in work.versions[c.ident]]),
        contenus=work.contenus,
        consolidations=work.consolidations,
        avenants=work.avenants,
        fichiers=tuple(f.nom for f in targets),
        voisines=in_order(work.voisines),
    )


def _by_name(conventions: Mapping[str, ir.Convention], targets: Sequence[Fichier]) -> Iterable[ir.Convention]:
    """The conventions that were asked about, by name."""
    asked = {f.nom for f in targets}
    return (c for _, c in sorted(conventions.items()) if c.span.source.name in asked)


def _check_socle(work: Chantier, fichier: Fichier) -> None:
    key = (fichier.ident or "", fichier.version or "")
    before = len(work.diagnostics)
    same = says_the_same(work.textes.setdefault(key, text_of(key, fichier)), lines(fichier))
    if same and (key in work.socles or key in work.refused):
        return
    tree = parse(work, fichier)
    if tree is not None and not same:
        found = tree.racine.get("socle") or tree.racine
        work.diagnostics.append(problems.socle_contrefait(span=found.span, nom=key[0], version=key[1]))
    elif tree is not None:
        checked = check_convention(tree, work.environment())
        work.diagnostics += checked.diagnostics
        if not has_errors(work, before):
            work.socles[key] = checked.value
            return
    work.refused.add(key)


def _check_one_convention(work: Chantier, fichier: Fichier, amendments: Amendments) -> None:
    if fichier.nom in work.vues:
        return
    work.vues.add(fichier.nom)
    before = len(work.diagnostics)
    tree = parse(work, fichier)
    work.unsound.add(fichier.ident or fichier.nom)
    if tree is None:
        return
    inherited = list(inherited_of(tree))
    for key in inherited:
        _load_socle(work, key)
    checked = check_convention(tree, work.environment())
    work.diagnostics += checked.diagnostics
    if has_errors(work, before) or not _whole(work, inherited):
        return
    convention = checked.value
    twin = work.conventions.get(convention.ident)
    if twin is not None:
        work.diagnostics.append(
            problems.identifiant_en_double(span=convention.span, ident=convention.ident, autre=twin.span)
        )
        _set_aside(work, convention.ident, {fichier.nom, twin.span.source.name})
        return
    textes = amendments.texts(tree, convention)
    if textes is None:
        return
    if convention.fin_avec is not None:
        end = _end_of(work, convention, convention.fin_avec, amendments)
        if has_errors(work, before):
            return
        convention, textes = ended(convention, end), ended_texts(textes, end)
    work.unsound.discard(fichier.ident or fichier.nom)
    as_amended = amended(textes) if textes else convention
    work.conventions[convention.ident] = as_amended
    work.versions[convention.ident] = tuple(texts_apart(textes)) or (convention,)
    work.ecrites[convention.ident] = Ecrite(
        convention=as_amended,
        signee=convention,
        socles=tuple(work.socles[key] for key in inherited),
        textes=textes,
    )


def _set_aside(work: Chantier, ident: str, twins: set[str]) -> None:
    """Of an identifier that two files have, and of either file, cases say nothing by themselves."""
    beside = {nom.rpartition(".")[0] for nom in twins}
    essais = (
        f for f in work.depot.fichiers if f.genre == "essais" and f.nom.partition(".essais.")[0] in beside
    )
    work.doubles.add(ident)
    work.unsound |= {ident, *(f.ident for f in essais if f.ident is not None)}


def _end_of(
    work: Chantier, convention: ir.Convention, avec: ir.FinAvec, amendments: Amendments
) -> ir.Validite:
    """Until when the other convention is in force; it is read for that."""
    work.pile.append(convention.ident)
    if avec.convention in work.pile:
        fil = " → ".join((*work.pile[work.pile.index(avec.convention) :], avec.convention))
        work.diagnostics.append(problems.fins_en_cercle(span=avec.span, fil=fil))
    for fichier in work.named("convention", avec.convention):
        work.liees.add(fichier.nom)
        _check_one_convention(work, fichier, amendments)
    work.pile.pop()
    found = work.conventions.get(avec.convention)
    return found.en_vigueur if found is not None else ir.Validite(suspens=avec.convention)


def _whole(work: Chantier, inherited: Iterable[tuple[str, str]]) -> bool:
    """Is every socle there and sound? One with errors was told once, maybe before this file was read."""
    return all(key in work.socles for key in inherited)


def _load_socle(work: Chantier, key: tuple[str, str]) -> None:
    """Find an inherited socle in the repository, else among those that come with the engine. It is not
    what one asked to check: only what forbids to use it is told."""
    for fichier in work.named("socle", *key)[:1]:
        before = len(work.diagnostics)
        _check_socle(work, fichier)
        work.diagnostics[before:] = [d for d in work.diagnostics[before:] if is_error(d)]


def _check_other(work: Chantier, fichier: Fichier) -> None:
    before = len(work.diagnostics)
    tree = parse(work, fichier)
    if tree is None:
        return
    match tree.genre:
        case nodes.GenreFichier.CORRESPONDANCE:
            from convrules.checking.correspondance import check_correspondance

            mapping = check_correspondance(tree, work.environment())
            untold = DES_CONVENTIONS if work.unsound else ()
            work.diagnostics += [d for d in mapping.diagnostics if d.code not in untold]
            if not any(map(is_error, mapping.diagnostics)):
                work.correspondances[fichier.nom] = mapping.value
        case nodes.GenreFichier.ESSAIS:
            from convrules.checking.essais import check_essais

            essais = check_essais(tree, work.environment())
            work.diagnostics += essais.diagnostics
            if not has_errors(work, before):
                work.essais.append(essais.value)
        case nodes.GenreFichier.MODELE:
            from convrules.checking.modeles import check_modele

            for key in inherited_of(tree):
                _load_socle(work, key)
            work.diagnostics += check_modele(tree, work.environment())
            held = tree.racine.get("clauses")
            work.n_modeles += len(held.elements) if isinstance(held, nodes.Liste) else 0
        case nodes.GenreFichier.POLITIQUE:
            from convrules.checking.politique import check_politique

            inherited = list(inherited_of(tree))
            for key in inherited:
                _load_socle(work, key)
            politique = check_politique(tree, work.environment())
            work.diagnostics += politique.diagnostics
            if not has_errors(work, before) and _whole(work, inherited):
                work.politiques.append(politique.value)
        case nodes.GenreFichier.CONVENTION | nodes.GenreFichier.SOCLE | nodes.GenreFichier.AVENANT | None:
            pass
        case _:
            assert_never(tree.genre)


def lists_of(paths: Sequence[Path], au: date, *, prune: bool) -> tuple[Liste, ...]:
    """The list of accepted findings of each repository, as it must be written."""
    from convrules.api.acceptation import listing_of

    return tuple(
        listing_of(r.depot.racine, asked_of(r), sorted_out(r, au), prune=prune)
        for r in verify_paths(paths, au)[0]
    )


def locks_of(paths: Sequence[Path]) -> tuple[Ecriture, ...]:
    """The lock of each repository, as it must be written: it is that of the whole repository, whatever is
    named of it."""
    from convrules.api.verrou import PROPRES, written

    found = []
    for root in sorted({root_of(path, paths) for path in select(paths)[0]}):
        work = Chantier(depot=load_depot(root))
        checked = _checked(work, None, None).diagnostics
        wrong = any(is_error(d) and d.code not in PROPRES for d in checked)
        herites = tuple(herites_of(work, work.depot.fichiers))
        found.append(written(work.depot, herites, sound=not wrong and not work.depot.empechements))
    return tuple(found)


def texts_on(paths: Sequence[Path], jour: date) -> tuple[RapportCheck, tuple["TexteDuJour", ...]]:
    """The same check, with the conventions without errors, each as it reads on a day."""
    from convrules.render.consolidation import text_of_day

    found = verify_paths(paths, jour)
    sound = {i: r.consolidations[i] for r in found[0] for i in r.programmes}
    texts = (text_of_day(c.fichier.racine, c.changements, jour) for _, c in sorted(sound.items()))
    return told(found, jour), tuple(texts)


def verify_paths(paths: Sequence[Path], au: date | None = None) -> tuple[list[Verifie], list[Empechement]]:
    """One verified repository per root, with what kept anything from being read."""
    asked, empechements = repositories(paths)
    reports = [check_depot(depot, chosen, au) for depot, chosen in asked]
    return reports, [*empechements, *nothing_to_check(reports, empechements, paths)]

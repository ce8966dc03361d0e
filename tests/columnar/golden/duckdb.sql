-- DuckDB. 4 conventions, 3 vacances, au 5 janvier 2026.
-- Les règles sont des données : les conventions sont des lignes, les requêtes n'en dépendent pas.
-- Paires (vacance, convention) hors de portée de ces tables : 0.
--
-- Ce script fait des tables temporaires, nommées convrules_… :
--   seule la session qui le joue les voit, et elles finissent avec elle. Aucune autre table n'est
--   lue, remplie ni supprimée. Il peut être rejoué, dans la même session ou dans une autre.
--   Il ouvre et ferme une transaction : jouez-le en dehors des vôtres. Après une erreur, rien n'est dit.
--   Avec la commande duckdb : duckdb -bail base.duckdb < script.sql
--
-- Conventions, avec les règles qui décident du statut et de l'éligibilité, et leurs articles. Celles
-- d'un ménage n'en sont pas. Un texte vaut pour les vacances dont la date de référence est un de ses
-- jours :
--   mot 0, masque 1 : als-93--oph-plaine-nord (Action Logement Services), en vigueur du 1er janvier 2024 au 31 décembre 2026 inclus
--     champ 0 : logements_ordinaires : la nature du logement est « logement ordinaire » (article 1)
--     champ 1 : cch.hors_etablissements, depuis le 22 février 2020 : la nature du logement n'est ni « foyer » ni « résidence sociale » ni « pension de famille » (CCH R. 353-163, version du 21 janvier 2017, texte de 2017)
--     champ 2 : cch.hors_residences_hotelieres, depuis le 22 février 2020 : la nature du logement n'est pas « résidence hôtelière à vocation sociale » (CCH L. 631-11, version du 21 janvier 2017, texte de 2017)
--     champ 3 : cch.hors_hebergement, depuis le 22 février 2020 : la nature du logement n'est pas « hébergement » (CCH L. 441-1, version du 21 janvier 2017, lecture à confirmer)
--     champ 4 : cch_patrimoine.aide_ou_conventionnement, depuis le 21 janvier 2017 : le logement est conventionné, ou le financement est « PLAI », « PLAI adapté », « PLUS », « PLUS construction-démolition », « PLS » ou « PALULOS » (CCH L. 441-1, version du 21 janvier 2017, texte de 2017)
--     soustraction 0 : cch.mutations_internes, depuis le 22 février 2020 : l'affectation est « mutation interne » (catégorie « mutations internes ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 1 : cch.relogements_renovation, depuis le 22 février 2020 : l'affectation est « relogement du renouvellement urbain » (catégorie « relogement du renouvellement urbain ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 2 : cch.relogements_coproprietes, depuis le 22 février 2020 : l'affectation est « relogement de copropriété dégradée » (catégorie « relogement de copropriété dégradée ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 3 : cch.relogements_habitat_indigne, depuis le 22 février 2020 : l'affectation est « relogement dû à l'habitat indigne » (catégorie « relogement dû à l'habitat indigne ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 4 : cch.relogements_vente, depuis le 22 février 2020 : l'affectation est « relogement lié à une vente » (catégorie « relogement lié à une vente ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     éligibilité 0 : logements_familiaux : la typologie est « T2 », « T3 », « T4 », « T5 », « T6 » ou « T7 » (article 3)
--   mot 0, masque 2 : etat-93--oph-plaine-nord (Préfet de la Seine-Saint-Denis), en vigueur du 1er janvier 2024 au 31 décembre 2026 inclus
--     champ 0 : logements_ordinaires : la nature du logement est « logement ordinaire » (article 1 ; CCH R. 441-5)
--     champ 1 : cch.hors_etablissements, depuis le 22 février 2020 : la nature du logement n'est ni « foyer » ni « résidence sociale » ni « pension de famille » (CCH R. 353-163, version du 21 janvier 2017, texte de 2017)
--     champ 2 : cch.hors_residences_hotelieres, depuis le 22 février 2020 : la nature du logement n'est pas « résidence hôtelière à vocation sociale » (CCH L. 631-11, version du 21 janvier 2017, texte de 2017)
--     champ 3 : cch.hors_hebergement, depuis le 22 février 2020 : la nature du logement n'est pas « hébergement » (CCH L. 441-1, version du 21 janvier 2017, lecture à confirmer)
--     champ 4 : cch_patrimoine.aide_ou_conventionnement, depuis le 21 janvier 2017 : le logement est conventionné, ou le financement est « PLAI », « PLAI adapté », « PLUS », « PLUS construction-démolition », « PLS » ou « PALULOS » (CCH L. 441-1, version du 21 janvier 2017, texte de 2017)
--     soustraction 0 : cch.mutations_internes, depuis le 22 février 2020 : l'affectation est « mutation interne » (catégorie « mutations internes ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 1 : cch.relogements_renovation, depuis le 22 février 2020 : l'affectation est « relogement du renouvellement urbain » (catégorie « relogement du renouvellement urbain ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 2 : cch.relogements_coproprietes, depuis le 22 février 2020 : l'affectation est « relogement de copropriété dégradée » (catégorie « relogement de copropriété dégradée ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 3 : cch.relogements_habitat_indigne, depuis le 22 février 2020 : l'affectation est « relogement dû à l'habitat indigne » (catégorie « relogement dû à l'habitat indigne ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 4 : cch.relogements_vente, depuis le 22 février 2020 : l'affectation est « relogement lié à une vente » (catégorie « relogement lié à une vente ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--   mot 0, masque 4 : plaine-commune--oph-plaine-nord (Plaine Commune), en vigueur du 1er janvier 2024 au 31 décembre 2026 inclus
--     champ 0 : logements_ordinaires : la nature du logement est « logement ordinaire » (article 1)
--     champ 1 : cch.hors_etablissements, depuis le 22 février 2020 : la nature du logement n'est ni « foyer » ni « résidence sociale » ni « pension de famille » (CCH R. 353-163, version du 21 janvier 2017, texte de 2017)
--     champ 2 : cch.hors_residences_hotelieres, depuis le 22 février 2020 : la nature du logement n'est pas « résidence hôtelière à vocation sociale » (CCH L. 631-11, version du 21 janvier 2017, texte de 2017)
--     champ 3 : cch.hors_hebergement, depuis le 22 février 2020 : la nature du logement n'est pas « hébergement » (CCH L. 441-1, version du 21 janvier 2017, lecture à confirmer)
--     champ 4 : cch_patrimoine.aide_ou_conventionnement, depuis le 21 janvier 2017 : le logement est conventionné, ou le financement est « PLAI », « PLAI adapté », « PLUS », « PLUS construction-démolition », « PLS » ou « PALULOS » (CCH L. 441-1, version du 21 janvier 2017, texte de 2017)
--     soustraction 0 : cch.mutations_internes, depuis le 22 février 2020 : l'affectation est « mutation interne » (catégorie « mutations internes ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 1 : cch.relogements_renovation, depuis le 22 février 2020 : l'affectation est « relogement du renouvellement urbain » (catégorie « relogement du renouvellement urbain ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 2 : cch.relogements_coproprietes, depuis le 22 février 2020 : l'affectation est « relogement de copropriété dégradée » (catégorie « relogement de copropriété dégradée ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 3 : cch.relogements_habitat_indigne, depuis le 22 février 2020 : l'affectation est « relogement dû à l'habitat indigne » (catégorie « relogement dû à l'habitat indigne ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 4 : cch.relogements_vente, depuis le 22 février 2020 : l'affectation est « relogement lié à une vente » (catégorie « relogement lié à une vente ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--   mot 0, masque 8 : saint-denis--oph-plaine-nord (Ville de Saint-Denis), en vigueur du 1er janvier 2024 au 31 décembre 2026 inclus
--     champ 0 : logements_ordinaires : la nature du logement est « logement ordinaire » (article 1)
--     champ 1 : cch.hors_etablissements, depuis le 22 février 2020 : la nature du logement n'est ni « foyer » ni « résidence sociale » ni « pension de famille » (CCH R. 353-163, version du 21 janvier 2017, texte de 2017)
--     champ 2 : cch.hors_residences_hotelieres, depuis le 22 février 2020 : la nature du logement n'est pas « résidence hôtelière à vocation sociale » (CCH L. 631-11, version du 21 janvier 2017, texte de 2017)
--     champ 3 : cch.hors_hebergement, depuis le 22 février 2020 : la nature du logement n'est pas « hébergement » (CCH L. 441-1, version du 21 janvier 2017, lecture à confirmer)
--     champ 4 : cch_patrimoine.aide_ou_conventionnement, depuis le 21 janvier 2017 : le logement est conventionné, ou le financement est « PLAI », « PLAI adapté », « PLUS », « PLUS construction-démolition », « PLS » ou « PALULOS » (CCH L. 441-1, version du 21 janvier 2017, texte de 2017)
--     soustraction 0 : cch.mutations_internes, depuis le 22 février 2020 : l'affectation est « mutation interne » (catégorie « mutations internes ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 1 : cch.relogements_renovation, depuis le 22 février 2020 : l'affectation est « relogement du renouvellement urbain » (catégorie « relogement du renouvellement urbain ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 2 : cch.relogements_coproprietes, depuis le 22 février 2020 : l'affectation est « relogement de copropriété dégradée » (catégorie « relogement de copropriété dégradée ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 3 : cch.relogements_habitat_indigne, depuis le 22 février 2020 : l'affectation est « relogement dû à l'habitat indigne » (catégorie « relogement dû à l'habitat indigne ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--     soustraction 4 : cch.relogements_vente, depuis le 22 février 2020 : l'affectation est « relogement lié à une vente » (catégorie « relogement lié à une vente ») (CCH R. 441-5, version du 22 février 2020, texte vérifié)
--
-- Groupes de faits lus ensemble :
--   groupe 0 : nature (2 combinaisons)
--   groupe 1 : conventionne, financement (1 combinaison)
--   groupe 2 : affectation (2 combinaisons)
--   groupe 3 : typologie (1 combinaison)
--   groupe 4 : commune, departement, epci, ept, region (3 combinaisons)
--   groupe 5 : texte en vigueur le jour de « disponibilite » (1 combinaison)

BEGIN;

-- Ce que les vacances (rang) disent de chaque groupe de faits, sous un code ; ce dont aucune convention ne dit rien n'y est pas.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_dit (
  groupe BIGINT,
  rang BIGINT,
  code BIGINT
);
INSERT INTO temp.convrules_dit (
  groupe,
  rang,
  code
)
VALUES
  (0, 0, 0),
  (2, 1, 1),
  (3, 0, 0),
  (3, 1, 0),
  (3, 2, 0),
  (4, 0, 0),
  (4, 1, 1),
  (4, 2, 2);

-- De ces codes, la classe : ce dont toutes les conventions disent la même chose.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_combinaisons (
  groupe BIGINT,
  code BIGINT,
  classe BIGINT
);
INSERT INTO temp.convrules_combinaisons (
  groupe,
  code,
  classe
)
VALUES
  (0, 0, 1),
  (2, 1, 1),
  (3, 0, 1),
  (4, 0, 1),
  (4, 1, 2),
  (4, 2, 3);

-- Les réponses : de chaque classe, par mot, les conventions (bits) qui disent chaque chose.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_reponses (
  groupe BIGINT,
  classe BIGINT,
  mot BIGINT,
  territoire BIGINT,
  champ_faux BIGINT,
  champ_inconnu BIGINT,
  soustrait_vrai BIGINT,
  soustrait_inconnu BIGINT,
  eligible_faux BIGINT,
  eligible_inconnu BIGINT
);
INSERT INTO temp.convrules_reponses (
  groupe,
  classe,
  mot,
  territoire,
  champ_faux,
  champ_inconnu,
  soustrait_vrai,
  soustrait_inconnu,
  eligible_faux,
  eligible_inconnu
)
VALUES
  (0, 1, 0, 0, 0, 15, 0, 0, 0, 0),
  (2, 1, 0, 0, 0, 0, 15, 0, 0, 0),
  (3, 1, 0, 0, 0, 0, 0, 0, 0, 1),
  (4, 1, 0, 15, 0, 0, 0, 0, 0, 0),
  (4, 2, 0, 3, 0, 0, 0, 0, 0, 0),
  (4, 3, 0, 15, 0, 0, 0, 0, 0, 15);

-- Les faits qui manquent : les conventions que chaque cause laisse indéterminées.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_manques (
  groupe BIGINT,
  classe BIGINT,
  mot BIGINT,
  cause BIGINT,
  champ BIGINT,
  soustraction BIGINT,
  eligibilite BIGINT
);
INSERT INTO temp.convrules_manques (
  groupe,
  classe,
  mot,
  cause,
  champ,
  soustraction,
  eligibilite
)
VALUES
  (0, 1, 0, 1, 15, 0, 0),
  (3, 1, 0, 2, 0, 0, 1),
  (4, 3, 0, 0, 0, 0, 15);

-- Les conventions dont la clause de ce rang (ordre) écarte le logement.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_decisives (
  groupe BIGINT,
  classe BIGINT,
  mot BIGINT,
  famille BIGINT,
  ordre BIGINT,
  bits BIGINT
);
INSERT INTO temp.convrules_decisives (
  groupe,
  classe,
  mot,
  famille,
  ordre,
  bits
)
VALUES
  (2, 1, 0, 2, 0, 15);

-- Les paires que ces tables ne jugent pas : elles sont retirées, convrules les juge une à une.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_a_part (
  rang BIGINT,
  mot BIGINT,
  bits BIGINT
);

-- Les vacances, par rang.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_vacances (
  rang BIGINT,
  vacance TEXT
);
INSERT INTO temp.convrules_vacances (
  rang,
  vacance
)
VALUES
  (0, 'V0'),
  (1, 'V1'),
  (2, 'V2');

-- Ce que dit chaque code, fait par fait.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_valeurs (
  groupe BIGINT,
  code BIGINT,
  fait TEXT,
  valeur TEXT
);
INSERT INTO temp.convrules_valeurs (
  groupe,
  code,
  fait,
  valeur
)
VALUES
  (0, 0, 'nature', 'inconnu'),
  (2, 1, 'affectation', 'mutation interne'),
  (3, 0, 'typologie', 'inconnu'),
  (4, 0, 'commune', '93066'),
  (4, 0, 'departement', '93'),
  (4, 0, 'epci', '200054781'),
  (4, 0, 'ept', '200057867'),
  (4, 0, 'region', 'inconnu'),
  (4, 1, 'commune', '93048'),
  (4, 1, 'departement', '93'),
  (4, 1, 'epci', '200054781'),
  (4, 1, 'ept', '200057875'),
  (4, 1, 'region', 'inconnu'),
  (4, 2, 'commune', 'inconnu'),
  (4, 2, 'departement', 'inconnu'),
  (4, 2, 'epci', 'inconnu'),
  (4, 2, 'ept', 'inconnu'),
  (4, 2, 'region', 'inconnu');

-- Les conventions : un mot, un bit.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_conventions (
  mot BIGINT,
  masque BIGINT,
  convention TEXT
);
INSERT INTO temp.convrules_conventions (
  mot,
  masque,
  convention
)
VALUES
  (0, 1, 'als-93--oph-plaine-nord'),
  (0, 2, 'etat-93--oph-plaine-nord'),
  (0, 4, 'plaine-commune--oph-plaine-nord'),
  (0, 8, 'saint-denis--oph-plaine-nord');

-- Les clauses de chaque convention, par famille et par ordre.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_clauses (
  mot BIGINT,
  masque BIGINT,
  famille BIGINT,
  ordre BIGINT,
  clause TEXT
);
INSERT INTO temp.convrules_clauses (
  mot,
  masque,
  famille,
  ordre,
  clause
)
VALUES
  (0, 1, 1, 0, 'logements_ordinaires'),
  (0, 1, 1, 1, 'cch.hors_etablissements'),
  (0, 1, 1, 2, 'cch.hors_residences_hotelieres'),
  (0, 1, 1, 3, 'cch.hors_hebergement'),
  (0, 1, 1, 4, 'cch_patrimoine.aide_ou_conventionnement'),
  (0, 1, 2, 0, 'cch.mutations_internes'),
  (0, 1, 2, 1, 'cch.relogements_renovation'),
  (0, 1, 2, 2, 'cch.relogements_coproprietes'),
  (0, 1, 2, 3, 'cch.relogements_habitat_indigne'),
  (0, 1, 2, 4, 'cch.relogements_vente'),
  (0, 1, 3, 0, 'logements_familiaux'),
  (0, 2, 1, 0, 'logements_ordinaires'),
  (0, 2, 1, 1, 'cch.hors_etablissements'),
  (0, 2, 1, 2, 'cch.hors_residences_hotelieres'),
  (0, 2, 1, 3, 'cch.hors_hebergement'),
  (0, 2, 1, 4, 'cch_patrimoine.aide_ou_conventionnement'),
  (0, 2, 2, 0, 'cch.mutations_internes'),
  (0, 2, 2, 1, 'cch.relogements_renovation'),
  (0, 2, 2, 2, 'cch.relogements_coproprietes'),
  (0, 2, 2, 3, 'cch.relogements_habitat_indigne'),
  (0, 2, 2, 4, 'cch.relogements_vente'),
  (0, 4, 1, 0, 'logements_ordinaires'),
  (0, 4, 1, 1, 'cch.hors_etablissements'),
  (0, 4, 1, 2, 'cch.hors_residences_hotelieres'),
  (0, 4, 1, 3, 'cch.hors_hebergement'),
  (0, 4, 1, 4, 'cch_patrimoine.aide_ou_conventionnement'),
  (0, 4, 2, 0, 'cch.mutations_internes'),
  (0, 4, 2, 1, 'cch.relogements_renovation'),
  (0, 4, 2, 2, 'cch.relogements_coproprietes'),
  (0, 4, 2, 3, 'cch.relogements_habitat_indigne'),
  (0, 4, 2, 4, 'cch.relogements_vente'),
  (0, 8, 1, 0, 'logements_ordinaires'),
  (0, 8, 1, 1, 'cch.hors_etablissements'),
  (0, 8, 1, 2, 'cch.hors_residences_hotelieres'),
  (0, 8, 1, 3, 'cch.hors_hebergement'),
  (0, 8, 1, 4, 'cch_patrimoine.aide_ou_conventionnement'),
  (0, 8, 2, 0, 'cch.mutations_internes'),
  (0, 8, 2, 1, 'cch.relogements_renovation'),
  (0, 8, 2, 2, 'cch.relogements_coproprietes'),
  (0, 8, 2, 3, 'cch.relogements_habitat_indigne'),
  (0, 8, 2, 4, 'cch.relogements_vente');

-- Les faits qui peuvent manquer.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_causes (
  cause BIGINT,
  fait TEXT,
  genre TEXT,
  ligne TEXT
);
INSERT INTO temp.convrules_causes (
  cause,
  fait,
  genre,
  ligne
)
VALUES
  (0, 'commune', 'manquant', ''),
  (1, 'nature', 'manquant', ''),
  (2, 'typologie', 'manquant', '');

-- Par vacance et par mot : les conventions sous lesquelles chaque statut est possible, puis celles auxquelles la vacance peut aller (eligible), ne peut pas (refuse), peut-être (indetermine).
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_jugees AS
WITH lus AS (
  SELECT
    d.rang,
    r.mot,
    BIT_OR(r.territoire) AS territoire,
    BIT_OR(r.champ_faux) AS champ_faux,
    BIT_OR(r.champ_inconnu) AS champ_inconnu,
    BIT_OR(r.soustrait_vrai) AS soustrait_vrai,
    BIT_OR(r.soustrait_inconnu) AS soustrait_inconnu,
    BIT_OR(r.eligible_faux) AS eligible_faux,
    BIT_OR(r.eligible_inconnu) AS eligible_inconnu
  FROM temp.convrules_dit AS d
  JOIN temp.convrules_combinaisons AS c
    USING (groupe, code)
  JOIN temp.convrules_reponses AS r
    USING (groupe, classe)
  GROUP BY
    d.rang,
    r.mot
), presents AS (
  SELECT
    l.rang,
    l.mot,
    l.territoire & ~COALESCE(a.bits, 0) AS ici,
    l.champ_faux,
    l.champ_inconnu,
    l.soustrait_vrai,
    l.soustrait_inconnu,
    l.eligible_faux,
    l.eligible_inconnu
  FROM lus AS l
  LEFT JOIN temp.convrules_a_part AS a
    ON a.rang = l.rang AND a.mot = l.mot
)
SELECT
  rang,
  mot,
  ici,
  ici & (
    champ_faux | champ_inconnu
  ) AS hors_champ,
  ici & ~champ_faux & (
    soustrait_vrai | soustrait_inconnu
  ) AS soustrait,
  ici & ~champ_faux & ~soustrait_vrai AS assiette,
  ici & ~champ_faux & ~soustrait_vrai & ~eligible_faux & ~(
    champ_inconnu | soustrait_inconnu | eligible_inconnu
  ) AS eligible,
  ici & ~champ_faux & ~soustrait_vrai & eligible_faux AS refuse,
  ici & ~champ_faux & ~soustrait_vrai & ~eligible_faux & (
    champ_inconnu | soustrait_inconnu | eligible_inconnu
  ) AS indetermine,
  champ_faux,
  soustrait_vrai
FROM presents
WHERE
  ici <> 0;

-- Par vacance, mot et cause : les conventions dont statut, éligibilité sont indéterminés.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_manquants AS
WITH lus AS (
  SELECT
    d.rang,
    r.mot,
    r.cause,
    BIT_OR(r.champ) AS champ,
    BIT_OR(r.soustraction) AS soustraction,
    BIT_OR(r.eligibilite) AS eligibilite
  FROM temp.convrules_dit AS d
  JOIN temp.convrules_combinaisons AS c
    USING (groupe, code)
  JOIN temp.convrules_manques AS r
    USING (groupe, classe)
  GROUP BY
    d.rang,
    r.mot,
    r.cause
), tous AS (
  SELECT
    m.rang,
    m.mot,
    m.cause,
    m.eligibilite,
    j.ici & ~j.champ_faux & (
      m.champ | (
        m.soustraction & ~j.soustrait_vrai
      )
    ) AS statut,
    j.indetermine
  FROM lus AS m
  JOIN temp.convrules_jugees AS j
    ON j.rang = m.rang AND j.mot = m.mot
)
SELECT
  rang,
  mot,
  cause,
  statut,
  indetermine & (
    statut | eligibilite
  ) AS eligibilite
FROM tous
WHERE
  statut <> 0 OR (
    indetermine & (
      statut | eligibilite
    )
  ) <> 0;

-- Par vacance et mot : les conventions dont cette clause est la première qui décide.
CREATE OR REPLACE TEMPORARY TABLE temp.convrules_premieres AS
WITH lus AS (
  SELECT
    d.rang,
    r.mot,
    r.famille,
    r.ordre,
    BIT_OR(r.bits) AS bits
  FROM temp.convrules_dit AS d
  JOIN temp.convrules_combinaisons AS c
    USING (groupe, code)
  JOIN temp.convrules_decisives AS r
    USING (groupe, classe)
  GROUP BY
    d.rang,
    r.mot,
    r.famille,
    r.ordre
), toutes AS (
  SELECT
    p.rang,
    p.mot,
    p.famille,
    p.ordre,
    p.bits & ~COALESCE(
      BIT_OR(p.bits) OVER (PARTITION BY p.rang, p.mot, p.famille ORDER BY p.ordre ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
      0
    ) & CASE
      WHEN p.famille = 1
      THEN j.hors_champ & ~(
        j.soustrait | j.assiette
      )
      WHEN p.famille = 2
      THEN j.soustrait & ~(
        j.hors_champ | j.assiette
      )
      ELSE j.ici
    END AS bits
  FROM lus AS p
  JOIN temp.convrules_jugees AS j
    ON j.rang = p.rang AND j.mot = p.mot
)
SELECT
  rang,
  mot,
  famille,
  ordre,
  bits
FROM toutes
WHERE
  bits <> 0;

-- À lire : une ligne par vacance et convention.
WITH decidees AS (
  SELECT
    p.rang,
    p.mot,
    k.masque,
    p.famille,
    k.clause
  FROM temp.convrules_premieres AS p
  JOIN temp.convrules_clauses AS k
    ON k.mot = p.mot AND k.famille = p.famille AND k.ordre = p.ordre AND (
      p.bits & k.masque
    ) <> 0
), en_erreur AS (
  SELECT
    m.rang,
    m.mot,
    BIT_OR(m.eligibilite) AS bits
  FROM temp.convrules_manquants AS m
  JOIN temp.convrules_causes AS f
    ON f.cause = m.cause
  WHERE
    f.genre = 'erreur'
  GROUP BY
    m.rang,
    m.mot
)
SELECT
  v.vacance,
  c.convention,
  CASE WHEN (
    j.hors_champ & c.masque
  ) <> 0 THEN 1 ELSE 0 END AS hors_champ,
  CASE WHEN (
    j.soustrait & c.masque
  ) <> 0 THEN 1 ELSE 0 END AS soustrait,
  CASE WHEN (
    j.assiette & c.masque
  ) <> 0 THEN 1 ELSE 0 END AS assiette,
  s.clause AS clause,
  CASE
    WHEN (
      j.eligible & c.masque
    ) <> 0
    THEN 'vrai'
    WHEN (
      j.refuse & c.masque
    ) <> 0
    THEN 'faux'
    WHEN (
      e.bits & c.masque
    ) <> 0
    THEN 'erreur'
    WHEN (
      j.indetermine & c.masque
    ) <> 0
    THEN 'indetermine'
    ELSE 'non_applicable'
  END AS eligible,
  r.clause AS refus
FROM temp.convrules_jugees AS j
JOIN temp.convrules_conventions AS c
  ON c.mot = j.mot AND (
    j.ici & c.masque
  ) <> 0
JOIN temp.convrules_vacances AS v
  ON v.rang = j.rang
LEFT JOIN decidees AS s
  ON (
    j.rang = s.rang AND j.mot = s.mot
  ) AND s.masque = c.masque AND s.famille IN (1, 2)
LEFT JOIN decidees AS r
  ON (
    j.rang = r.rang AND j.mot = r.mot
  ) AND r.masque = c.masque AND r.famille IN (3)
LEFT JOIN en_erreur AS e
  ON j.rang = e.rang AND j.mot = e.mot
ORDER BY
  j.rang,
  j.mot,
  c.masque;

-- À lire : une ligne par fait qui manque.
SELECT
  v.vacance,
  c.convention,
  f.fait,
  f.genre,
  f.ligne
FROM temp.convrules_manquants AS m
JOIN temp.convrules_conventions AS c
  ON c.mot = m.mot AND (
    (
      m.statut | m.eligibilite
    ) & c.masque
  ) <> 0
JOIN temp.convrules_vacances AS v
  ON v.rang = m.rang
JOIN temp.convrules_causes AS f
  ON f.cause = m.cause
ORDER BY
  m.rang,
  m.mot,
  c.masque,
  m.cause;

COMMIT;

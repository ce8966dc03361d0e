// publicodes as one contender: the same commands and answers, a line of JSON each, as taches/ouvrier.py.
//   node publicodes.mjs PACKAGES FOLDER [froid]      (froid: all rows once, the codes on one line)
// regles.json: the rules; lignes.json: situations, 0 for what is missing; noms.json: what to ask of each row.
import { existsSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, folder] = process.argv.slice(2);
const Engine = createRequire(packages + '/')('publicodes').default;
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const say = (told) => process.stdout.write(JSON.stringify(told) + '\n');
const peak = () =>
  existsSync('/proc/self/status')
    ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
    : process.resourceUsage().maxRSS;

const names = read('noms.json');
const before = process.cpuUsage();
const engine = new Engine(read('regles.json'));
const compile = busy(before);
const all = read('lignes.json');
let rows = [];
let found = [];

function busy(since) {
  const spent = process.cpuUsage(since);
  return (spent.user + spent.system) / 1e6;
}

const commands = {
  prepare({ first }) {
    rows = all.slice(0, first);
    return { compile, pic: peak() };
  },
  run() {
    const wall = process.hrtime.bigint();
    const start = process.cpuUsage();
    found = rows.map((row) => {
      engine.setSituation(row);
      return names.map((name) => engine.evaluate(name).nodeValue);
    });
    const processeur = busy(start);
    return { ecoule: Number(process.hrtime.bigint() - wall) / 1e9, processeur, pic: peak() };
  },
  dit() {
    const codes = BigInt64Array.from(found.flat().map(BigInt));
    return { empreinte: createHash('sha256').update(Buffer.from(codes.buffer)).digest('hex').slice(0, 16) };
  },
};

if (process.argv[4] === 'froid') {
  commands.prepare({ first: all.length });
  commands.run();
  process.stdout.write(JSON.stringify(found.flat()) + '\n');
  process.exit(0);
}

say({ pret: true });
createInterface({ input: process.stdin }).on('line', (line) => {
  const { fais, ...asked } = JSON.parse(line);
  say(commands[fais](asked));
});

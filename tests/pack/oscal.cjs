// Validates the documents of a folder against the OSCAL schemas, and that every reference between
// them resolves, which the schemas do not ask.
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv');
const addFormats = require('ajv-formats');

const [schemas, folder] = process.argv.slice(2);
const documents = {
  'catalog': 'catalog',
  'component': 'component',
  'component-empty': 'component',
  'assessment-results': 'assessment-results',
  'assessment-results-empty': 'assessment-results',
  'poam': 'poam',
  'poam-empty': 'poam',
};
let count = 0;
let failed = 0;

function ok(passed, name, why) {
  count++;
  console.log(`${passed ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!passed) {
    failed++;
    console.log(`# ${why}`);
  }
}

// Every object below the node.
function* objects(node) {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) yield node;
  for (const child of Object.values(node)) yield* objects(child);
}

function read(name) {
  return JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8'));
}

const catalog = read('catalog');
const ids = new Set([...objects(catalog)].map((node) => node.id).filter(Boolean));

function references(document) {
  const bad = [];
  const all = [...objects(document)];
  const uuids = new Set(all.map((node) => node.uuid).filter(Boolean));
  if (uuids.size !== all.filter((node) => node.uuid).length) bad.push('a UUID stands twice');
  for (const node of all) {
    for (const key of ['control-id', 'statement-id', 'target-id'])
      if (node[key] && !ids.has(node[key])) bad.push(`${key} ${node[key]}`);
    const observation = node['observation-uuid'];
    if (observation && !uuids.has(observation)) bad.push(`observation ${observation}`);
    for (const key of ['source', 'href'])
      if (typeof node[key] === 'string' && node[key].startsWith('#') &&
          !uuids.has(node[key].slice(1))) bad.push(`${key} ${node[key]}`);
  }
  return bad;
}

for (const [name, kind] of Object.entries(documents)) {
  const schema = JSON.parse(
      fs.readFileSync(path.join(schemas, `oscal_${kind}_schema.json`), 'utf8'));
  const ajv = new Ajv({strict: false, allErrors: true});
  addFormats(ajv);
  const validate = ajv.compile(schema);
  const document = read(name);
  ok(validate(document), `${name} is valid OSCAL`,
      JSON.stringify((validate.errors || []).slice(0, 5)));
  const bad = references(document);
  ok(bad.length === 0, `${name} refers to nothing that is not there`, bad.slice(0, 5).join(', '));
}
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);

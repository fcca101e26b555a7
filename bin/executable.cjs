/*
 * The first script of the single executable (`executable.js` makes it), and of its threads: loads the program from the assets,
 * which stand in for the files of `dist`. Nothing is taken from where it happens to be started or to lie.
 */
const { Module } = process.getBuiltinModule('node:module');
const { getAsset } = process.getBuiltinModule('node:sea');
const { compileFunction } = process.getBuiltinModule('node:vm');
const { isMainThread } = process.getBuiltinModule('node:worker_threads');

const loaded = new Map();

function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const run = compileFunction(getAsset(name, 'utf8'), ['module', 'exports', 'require', '__filename'], {
    filename: name,
  });
  run(module, module.exports, requireFrom, process.execPath);
  return module.exports;
}

function requireFrom(id) {
  if (id.startsWith('./')) return load(id.slice(2));
  if (Module.isBuiltin(id)) return process.getBuiltinModule(id);
  throw new Error(`${id} is not in the single executable.`);
}

if (isMainThread) {
  const { main, endSoon } = load('main.js');
  const embedded = { version: getAsset('version', 'utf8'), threadScript: () => getAsset('executable.cjs', 'utf8') };
  main(embedded).then(endSoon);
} else load('verify-worker.js');

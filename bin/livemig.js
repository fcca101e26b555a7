#!/usr/bin/env node
// Nothing here is too new for an old Node: it reads this and says itself that it is too old.

// The `engines` of package.json, where npm does not look: run from a checkout, or by another Node than the one that installed it.
const supported = /^v(20\.(19|[2-9]\d)|22\.(1[3-9]|[2-9]\d)|(2[4-9]|[3-9]\d|\d{3,})\.\d+)\./;

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

function notWhole(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  stop(`livemig has not been built, or not been installed whole. In its directory run: npm ci\n${error.message}`);
}

if (supported.test(process.version))
  import('../dist/main.js').then(({ main, endSoon }) => main().then(endSoon), notWhole);
else stop(`livemig needs Node.js ^20.19.0 || ^22.13.0 || >=24.0.0, and this is ${process.version}.`);

import { subscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { aroundFileEffects } from './file-effects.js';

/*
 * Loaded into the built program before anything else (`NODE_OPTIONS=--import=…`): it sends itself SIGKILL, which nothing
 * can catch, at one of its moments. `KILL_AT` counts from 1, or names a moment, such as `answered POST linkTokens`.
 *
 * Moments are: before a name is made, changed or removed; in the middle of what is written to a file; when a request is
 * sent; and when a write to a service is answered. What follows any other effect is the same as what precedes the next
 * one, so that it has no moment of its own: nobody else can see that an answer was read or a file synced. For the same
 * reason looking at one thing again and again counts once.
 */
const dieAt = process.env.KILL_AT ?? '';
/** For proving that the law can fail: the journal is written and never put in its place. */
const forgetsJournal = process.env.FORGETS_JOURNAL !== undefined;
let moments = 0;

function isDying(moment) {
  moments += 1;
  return dieAt === String(moments) || dieAt === moment;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

function passMoment(moment) {
  if (isDying(moment)) die();
}

const changes = ['rename', 'rm', 'link', 'symlink', 'mkdir', 'chmod'];

await aroundFileEffects(async ({ name, path, what, act, half }) => {
  if (half !== undefined && isDying(what)) {
    await half();
    die();
  }
  if (changes.includes(name) && (name !== 'rm' || existsSync(path))) passMoment(what);
  if (forgetsJournal && what === 'rename state.json') return undefined;
  return act();
});

const nameOf = ({ method, path }) => `${method} ${basename(path.replace(/\?.*/, ''))}`;
let latest = '';
subscribe('http.client.request.start', ({ request }) => {
  if (`${request.method} ${request.path}` !== latest) passMoment(`send ${nameOf(request)}`);
  latest = `${request.method} ${request.path}`;
});
subscribe('http.client.response.finish', ({ request }) => {
  if (request.method !== 'GET') passMoment(`answered ${nameOf(request)}`);
});

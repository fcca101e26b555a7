import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { compiled } from './compiled.ts';

const door = new URL('../../support/file-effects.js', import.meta.url).href;

/** What a script does to files in a process of its own, such as `mkdir .livemig`; it imports `files` of `src` from `.`. */
export async function effectsOf(files: readonly string[], script: string): Promise<string[]> {
  const cwd = await compiled(files);
  const program = `
    const { aroundFileEffects } = await import(${JSON.stringify(door)});
    await aroundFileEffects(async ({ what, act }) => {
      console.log(what);
      return act();
    });
    ${script}`;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd });
  return stdout.trimEnd().split('\n');
}

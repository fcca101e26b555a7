import { stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';
import type { ProfileFile, ProfileTool } from '../core/profiles/profile.ts';
import { readTextFile } from './read-file.ts';

export interface ProfilePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As `process.platform` calls it. */
  readonly platform: string;
}

/**
 * The configuration files of Atlas CLI and mongocli, read as they are. Of mongocli the older place counts where nothing is
 * in the newer one. None where no variable says where they would be, as for a service without a home.
 */
export async function readProfileFiles(place: ProfilePlace): Promise<ProfileFile[]> {
  const files = await Promise.all(pathsOf(place).map(({ tool, paths }) => firstThere(tool, paths, place)));
  return files.flat();
}

/** Both use Go's `os.UserConfigDir` (pkg.go.dev/os); mongocli before 1.24 had a file of its own in `~/.config`. */
function pathsOf({ env, platform }: ProfilePlace): { readonly tool: ProfileTool; readonly paths: string[] }[] {
  const { join, isAbsolute } = platform === 'win32' ? win32 : posix;
  const under = (base: string | undefined, ...names: string[]) =>
    base !== undefined && isAbsolute(base) ? [join(base, ...names)] : [];
  const home = platform === 'win32' ? env.USERPROFILE : env.HOME;
  const [dotConfig] = under(home, '.config');
  const [library] = under(home, 'Library', 'Application Support');
  const linux = env.XDG_CONFIG_HOME || dotConfig;
  const settings = platform === 'win32' ? env.APPDATA : platform === 'darwin' ? library : linux;
  return [
    { tool: 'Atlas CLI', paths: under(settings, 'atlascli', 'config.toml') },
    {
      tool: 'mongocli',
      paths: [...under(settings, 'mongocli', 'config.toml'), ...under(linux, 'mongocli.toml')],
    },
  ];
}

/** The first that is there, otherwise where the first would be. */
async function firstThere(tool: ProfileTool, paths: readonly string[], place: ProfilePlace): Promise<ProfileFile[]> {
  for (const path of paths) {
    const file = await readOne(tool, path, place);
    if (file.is !== 'missing') return [file];
  }
  return paths.slice(0, 1).map((path) => ({ tool, path, is: 'missing' }));
}

async function readOne(tool: ProfileTool, path: string, { platform }: ProfilePlace): Promise<ProfileFile> {
  try {
    const text = await readTextFile(path);
    // Windows has no such modes.
    const isOpen = platform !== 'win32' && ((await stat(path)).mode & 0o044) !== 0;
    return { tool, path, is: 'text', text, isOpen };
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    if (error.code === 'FILE_MISSING') return { tool, path, is: 'missing' };
    return { tool, path, is: 'unusable', because: reasonIn(error.message, path) };
  }
}

/** `The file x is a directory.` as the end of a sentence about x. */
function reasonIn(message: string, path: string): string {
  return message.replace(`The file ${shortened(harmless(path))} `, 'it ').replace(/\.$/, '');
}

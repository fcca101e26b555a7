import { link } from 'node:fs/promises';
import { writeNew } from './private-file.ts';
import { systemCode } from './system-error.ts';

/**
 * Gives the file `fresh`, which holds `text`, the name `path` as well; false where the name is taken. The name appears with
 * the whole content, so nobody reads half of it.
 */
export async function linkNew(fresh: string, path: string, text: string): Promise<boolean> {
  try {
    await link(fresh, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (!hasNoLinks(error)) throw error;
    // A reader may see it half written, and then leaves it alone.
    return createNew(path, text);
  }
}

/** Whether it says that a file system has no links of that kind, as exFAT has none. */
export function hasNoLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '');
}

/** Makes a file of that name which holds `text`; false where the name is taken. */
export async function createNew(path: string, text: string): Promise<boolean> {
  try {
    await writeNew(path, text);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

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
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
    return createWithoutLink(path, text);
  }
}

/** For file systems without hard links, such as exFAT: a reader may see it half written, and then leaves it alone. */
async function createWithoutLink(path: string, text: string): Promise<boolean> {
  try {
    await writeNew(path, text);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

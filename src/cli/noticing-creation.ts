import { isCreation } from '../core/past.ts';
import type { RunPorts } from './run-ports.ts';

/**
 * The same ports, and whether this very run has created a migration through them. The audit alone does not tell: a run that
 * ended early leaves no line that says where it began, and clocks and process ids come again.
 */
export function noticingCreation(ports: RunPorts): { readonly ports: RunPorts; hasCreated(): boolean } {
  let isCreated = false;
  const openDirectory: RunPorts['openDirectory'] = async (path) => {
    const files = await ports.openDirectory(path);
    const append: typeof files.audit.append = (entry) => {
      if (entry.kind === 'step' && isCreation(entry.step) && entry.state === 'submitted') isCreated = true;
      return files.audit.append(entry);
    };
    return { ...files, audit: { ...files.audit, append } };
  };
  return { ports: { ...ports, openDirectory }, hasCreated: () => isCreated };
}

import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';

/** A sandbox whose applications were stopped, as they are before a cutover; it refuses while anything is written. */
export async function startQuietSandbox(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  await sandbox.stopTraffic();
  return sandbox;
}

import { z } from 'zod';
import { MongodError } from '../mongod-error.ts';
import { featureVersion, majorVersion, type Server } from '../server.ts';
import { type Command, command } from './command.ts';

const setFeatureCompatibilityVersion = command({
  access: 'host',
  args: z.strictObject({ setFeatureCompatibilityVersion: z.string(), confirm: z.boolean().default(false) }),
  run({ setFeatureCompatibilityVersion: wanted, confirm }, { server }) {
    const allowed = allowedVersions(server);
    if (!allowed.includes(wanted)) {
      throw new MongodError(
        'Location4926900',
        `Invalid feature compatibility version value '${wanted}'. Expected one of the following versions: '${allowed.join("', '")}'`,
      );
    }
    // Since 7.0 a change has to be confirmed (manual, setFeatureCompatibilityVersion).
    if (majorVersion(server) >= 7 && !confirm) {
      throw new MongodError(
        'Location7369100',
        `Once you have changed to ${wanted}, you may not be able to go back without support assistance. Please re-run this command with 'confirm: true' to acknowledge this and continue.`,
      );
    }
    server.fcv.version = wanted;
    return {};
  },
});

/** The server's own, and that of the release before it. */
function allowedVersions(server: Server): string[] {
  return [featureVersion(server), `${majorVersion(server) - 1}.0`];
}

export const featureCompatibilityCommands: Readonly<Record<string, Command>> = { setFeatureCompatibilityVersion };

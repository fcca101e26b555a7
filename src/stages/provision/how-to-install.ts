import { dirname, join } from 'node:path';
import { keptFiles } from '../../core/kept-files.ts';
import { shellWord } from '../../core/shell-word.ts';

/**
 * The commands that a person runs. The key goes by standard input: it is in no file but secrets.json, and in no process
 * list. So do the files: a path is whatever the user has chosen, and a colon in it would be a host to scp.
 */
export function howToInstall(script: string, host: string): string {
  const secrets = join(dirname(script), keptFiles.secrets.name);
  return [
    `Now install the agent on ${host}. From this directory, for example:`,
    `    ssh ${host} 'cat >install-agent.sh' <${shellWord(script)}`,
    `    node -p 'JSON.parse(fs.readFileSync(0)).agentKey' <${shellWord(secrets)} | ssh ${host} 'sudo bash install-agent.sh'`,
  ].join('\n');
}

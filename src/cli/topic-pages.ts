import { type CredentialSide, credentialVariables } from '../core/credentials.ts';
import { flagName } from '../core/inputs.ts';
import { keptFiles } from '../core/kept-files.ts';
import { inputs } from '../stages/inputs.ts';
import { commonFlags, otherVariables } from './common-options.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { longName } from './flags.ts';
import type { Page, Row } from './page.ts';
import { tellingSecrets } from './tell-flags.ts';

export function exitCodesPage(): Page {
  return {
    intro: 'What the exit code of a command says. It is a contract: codes are added, never changed.',
    examples: [],
    sections: [{ title: 'Exit codes', rows: exitCodeMeanings }],
  };
}

export function environmentPage(): Page {
  return {
    intro:
      'Variables that livemig reads. A flag wins over its variable; where several variables have one meaning, the first one that is set wins. Secrets have no flag.',
    examples: ['LIVEMIG_DIR=~/billing livemig status'],
    sections: [
      { title: 'Credentials', rows: [...credentialRows('Atlas'), ...credentialRows('manager')] },
      { title: 'Inputs', rows: inputRows() },
      {
        title: 'Telling others',
        rows: tellingSecrets.flatMap(({ title, ways }) => ways.map((name): Row => [name, title])),
      },
      { title: 'How livemig works', rows: [...commonRows(), ...Object.entries(otherVariables)] },
    ],
  };
}

export function filesPage(): Page {
  return {
    intro:
      'What livemig keeps: a directory for each migration, .livemig unless --dir or LIVEMIG_DIR names another. It is for its owner only (mode 0700), and git ignores it. API keys, passwords and connection strings are not kept at all.',
    examples: [],
    sections: [
      {
        title: 'Files',
        rows: Object.values(keptFiles).map(
          ({ name, content, secret }): Row => [name, secret ? `secret! ${content}` : content],
        ),
      },
    ],
  };
}

function credentialRows(side: CredentialSide): Row[] {
  return credentialVariables(side).flatMap(({ kind, names: [id, secret] }): Row[] => {
    const words = kind === 'api-key' ? (['public key', 'private key'] as const) : (['client id', 'secret'] as const);
    const of = `${side}, ${kind === 'api-key' ? 'API key' : 'service account'}`;
    return [
      [id, `${of}: ${words[0]}`],
      [secret, `${of}: ${words[1]}`],
    ];
  });
}

function inputRows(): Row[] {
  return Object.values(inputs).flatMap(({ env, title, flag }) =>
    env.map((name): Row => [name, flag === undefined ? title : `${title} (${flagName({ flag })})`]),
  );
}

function commonRows(): Row[] {
  return commonFlags.flags.flatMap((flag) =>
    (flag.env ?? []).map((name): Row => [name, `${flag.description} (${longName(flag)})`]),
  );
}

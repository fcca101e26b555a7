import { tidied } from '../tidied.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { lineOf, named, ok, type PageLine, problem } from './line.ts';

export function machineLines({ machine, env, now }: DoctorFacts): readonly PageLine[] {
  const { livemig, node, platform, arch, libc, openssl } = machine;
  const system = [`${platform} ${arch}`, ...(libc === undefined ? [] : [libc])].join(', ');
  return [
    ok('versions', named(`livemig ${livemig}, Node.js ${node}, ${system}, OpenSSL ${openssl}`)),
    ok('time', `${now.toISOString()} by the clock of this machine`),
    ok('terminal', terminalText(machine)),
    ok('variables of the terminal', set(env, ['CI', 'TERM', 'NO_COLOR', 'FORCE_COLOR', 'LC_ALL', 'LC_CTYPE', 'LANG'])),
  ];
}

function terminalText({ terminals, columns, colors, alphabet }: DoctorFacts['machine']): string {
  const streams = (['input', 'output', 'error'] as const).filter((stream) => terminals[stream]);
  const where = streams.length === 0 ? 'none' : `standard ${streams.join(', ')}`;
  const wide = columns === undefined ? '' : `, ${columns} columns`;
  const marks = { unicode: 'UTF-8', ascii: 'ASCII', words: 'words' }[alphabet];
  return `${where}${wide}, ${colorTexts[colors]}, marks in ${marks}`;
}

const colorTexts = ['no colours', '16 colours', '256 colours', 'all colours'] as const;

/** Read in either case, as proxies of other programs are. */
const proxyNames = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

export function networkLines({ env, extraCa, machine }: DoctorFacts): readonly PageLine[] {
  return [
    proxyLine(env),
    lineOf('NODE_EXTRA_CA_CERTS', extraCa, (holds) =>
      holds === 'certificates'
        ? ok('NODE_EXTRA_CA_CERTS', `${named(env.NODE_EXTRA_CA_CERTS ?? '')} holds certificates`)
        : problem(
            'NODE_EXTRA_CA_CERTS',
            `${named(env.NODE_EXTRA_CA_CERTS ?? '')} holds no certificate in PEM form.`,
            'Name the PEM file of the CA, which begins with -----BEGIN CERTIFICATE-----.',
          ),
    ),
    ok('TLS', `${machine.oldestTls.replace('TLSv', 'TLS ')} or newer${turnedOff(env)}`),
  ];
}

/** One that cannot be read is as good as none to whoever goes by it, which nobody would think of. */
function proxyLine(env: DoctorFacts['env']): PageLine {
  const text = set(env, proxyNames, withoutLogin);
  const odd = proxyNames.find((name) => !/^no_/i.test(name) && !isOfProxy(tidied(env[name] ?? '')));
  if (odd === undefined) return ok('proxy variables', text);
  return problem(
    'proxy variables',
    `${odd} is not the address of a proxy that livemig can go through: ${text}.`,
    `Write ${odd} as http://HOST:PORT, or https:// where the proxy itself speaks TLS, with what is special in its user and password percent-encoded.`,
  );
}

function isOfProxy(text: string): boolean {
  const url = text.includes('://') ? text : `https://${text}`;
  return text === '' || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol));
}

function turnedOff(env: DoctorFacts['env']): string {
  return env.NODE_TLS_REJECT_UNAUTHORIZED === '0'
    ? '; NODE_TLS_REJECT_UNAUTHORIZED=0 is set, and livemig checks certificates all the same'
    : '';
}

/** Those of the variables that are set, as they are written. */
function set(env: DoctorFacts['env'], names: readonly string[], show = (text: string) => text): string {
  const found = names.flatMap((name) => {
    const text = tidied(env[name] ?? '');
    return text === '' ? [] : [`${name}=${named(show(text))}`];
  });
  if (found.length > 0) return found.join(', ');
  return `none is set (${names.filter((name) => name === name.toUpperCase()).join(', ')})`;
}

/** Also without a scheme, which a proxy may be written without. */
function withoutLogin(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(text)?.[0] ?? '';
  return `${scheme}********${text.slice(at)}`;
}

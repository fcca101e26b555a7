import type { DoctorPorts } from './cli/doctor-ports.ts';
import type { Answer } from './core/doctor/doctor-facts.ts';
import { LivemigError } from './core/errors.ts';
import { harmless, shortened } from './core/harmless.ts';
import type { RunClock } from './core/ports.ts';
import type { Opener } from './files/migration-files.ts';

export interface DoctorLooksOptions {
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  readonly userAgent: string;
  readonly opener: Opener;
  readonly machine: DoctorPorts['machine'];
}

/** Long enough for a name that is looked up twice, and short enough for somebody who waits. */
const patienceMs = 5_000;

/** Puts together what `livemig doctor` looks with; what costs time to load is loaded when it is first needed. */
export function createDoctorPorts({ clock, signal, userAgent, opener, machine }: DoctorLooksOptions): DoctorPorts {
  const elapsed = () => clock.elapsed();
  const pemOf = async (file: string | undefined) => {
    if (file === undefined) return undefined;
    const text = await (await import('./files/read-file.ts')).readTextFile(file);
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
    throw noCertificate(file);
  };
  return {
    machine,
    directory: async (path) => (await import('./files/look-at-directory.ts')).lookAtDirectory(path, opener),
    async proxyFor(service, baseUrl) {
      const [{ proxyFor }, { parseBaseUrl }] = await Promise.all([
        import('./api/exchange.ts'),
        import('./api/base-url.ts'),
      ]);
      return proxyFor(parseBaseUrl(baseUrl, service));
    },
    async host(address, tls) {
      const { lookAtHost } = await import('./network/look-at-host.ts');
      const secure = tls && { caPem: await pemOf(tls.caFile) };
      return lookAtHost({ ...address, tls: secure }, { patienceMs, signal, elapsed });
    },
    async askUnsigned({ service: serviceName, baseUrl, caFile }) {
      const { askUnsigned } = await import('./api/http.ts');
      const pem = await pemOf(caFile);
      const ca = caFile === undefined || pem === undefined ? {} : { ca: { file: caFile, pem } };
      const [began, since] = [clock.now().getTime(), elapsed()];
      const asking = { serviceName, baseUrl, ...ca, clock, signal, userAgent, timeoutMs: patienceMs };
      const { status, headers } = await askUnsigned(asking);
      return answerOf(status, headers.date, began, elapsed() - since);
    },
    addressIn: async (uri) => (await import('./mongo/address-in.ts')).addressIn(uri.reveal()),
    membersOf: async (host) => (await import('./network/members-of.ts')).membersOf(host),
  };
}

/** Node takes it for no CA at all, without a word. */
function noCertificate(file: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'CA_NOT_USABLE',
    message: `The CA file ${shortened(harmless(file))} holds no certificate in PEM form.`,
    fix: 'Name the PEM file of the CA, which begins with -----BEGIN CERTIFICATE-----.',
  });
}

/** The service told its time somewhere between the question and the answer, in whole seconds: both are halved. */
function answerOf(status: number, date: string | undefined, began: number, tookMs: number): Answer {
  const told = Date.parse(date ?? '');
  return { status, tookMs, ...(!Number.isNaN(told) && { aheadMs: told + 500 - (began + tookMs / 2) }) };
}

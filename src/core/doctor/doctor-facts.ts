import type { Journal } from '../journal.ts';
import type { Secret } from '../secret.ts';

/** What `livemig doctor` has seen, as it was seen; `page.ts` says what of it is well. */
export interface DoctorFacts {
  readonly now: Date;
  readonly machine: MachineFacts;
  /** The variables of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that NODE_EXTRA_CA_CERTS names; not looked at where it names none. */
  readonly extraCa: Looked<'certificates' | 'no certificate'>;
  readonly atlas: ServiceFacts;
  readonly manager: ServiceFacts;
  readonly source: DeploymentFacts;
  readonly destination: DeploymentFacts;
  readonly directory: DirectoryFacts;
  /** Whatever no line may show, wherever it comes from. */
  readonly secrets: readonly Secret[];
}

/** One thing that was looked for. */
export type Looked<Seen> =
  | { readonly is: 'seen'; readonly value: Seen }
  | Trouble
  | { readonly is: 'unlooked'; readonly because: string };

export interface Trouble {
  readonly is: 'trouble';
  /** One or more sentences. */
  readonly what: string;
  readonly fix: string;
  /** Other credentials would mend it. */
  readonly isOfCredentials?: boolean;
}

export interface MachineFacts {
  readonly livemig: string;
  /** Such as `v22.11.0`. */
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** Such as `glibc 2.36`; absent where it is not known. */
  readonly libc?: string | undefined;
  readonly openssl: string;
  /** The oldest that connections of this process use, such as `TLSv1.2`. */
  readonly oldestTls: string;
  /** Which of the three standard streams are terminals. */
  readonly terminals: { readonly input: boolean; readonly output: boolean; readonly error: boolean };
  /** Of the terminal; absent where there is none. */
  readonly columns?: number | undefined;
  /** Of standard output, as chalk counts: 0 none, 1 the 16 basic colours, 2 256 colours, 3 all. */
  readonly colors: 0 | 1 | 2 | 3;
  /** In which marks livemig writes. */
  readonly alphabet: 'unicode' | 'ascii' | 'words';
}

/** One of the two APIs. */
export interface ServiceFacts {
  readonly name: 'Atlas' | 'Cloud Manager' | 'Ops Manager';
  readonly caFile?: string | undefined;
  readonly address: Looked<string>;
  /** The proxy that requests to it go through, as host and port; `undefined` where they go straight there. */
  readonly proxy: Looked<string | undefined>;
  /** The host that this machine connects to: the service's, or the proxy's. */
  readonly host: Looked<HostLook>;
  /** What came to a request without credentials. */
  readonly answer: Looked<Answer>;
  readonly credentials: Looked<GivenCredentials>;
  readonly roles: Looked<readonly string[]>;
}

export interface Answer {
  readonly status: number;
  /** From sending to the end of the answer, in ms. */
  readonly tookMs: number;
  /** By how much the service's clock was ahead of this one's, in ms; absent where its answer had no time. */
  readonly aheadMs?: number | undefined;
}

/** Credentials that the service takes. */
export interface GivenCredentials {
  readonly kind: 'api-key' | 'service-account';
  /** The variables or the profile that they come from. */
  readonly from: readonly string[];
}

/** What came of one connection to a host and port; times in ms. */
export interface HostLook {
  readonly host: string;
  readonly port: number;
  /** None for what is an address already. */
  readonly addresses: readonly string[];
  readonly resolvedMs?: number;
  readonly connectedMs?: number;
  readonly tls?: TlsLook;
  readonly failed?: HostFailure;
}

export interface HostFailure {
  readonly at: 'name' | 'connection' | 'tls';
  /** Such as ENOTFOUND; `ETIMEDOUT` where the patience was over. */
  readonly code: string;
  readonly error?: Error;
}

export interface TlsLook {
  readonly tookMs: number;
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  readonly certificate: Certificate;
  /** Why it is not trusted, as Node calls it, such as CERT_HAS_EXPIRED. */
  readonly refused?: string | undefined;
}

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validUntil: Date;
}

/** The source or the destination, by its connection string. */
export interface DeploymentFacts {
  readonly name: 'source' | 'destination';
  readonly address: Looked<DeploymentAddress>;
  /** The look-up of the members of a `mongodb+srv` string; absent for any other. */
  readonly srv?: Looked<{ readonly members: number; readonly tookMs: number }> | undefined;
  /** None where they are not known. */
  readonly members: readonly MemberFacts[];
  readonly login: Looked<Login>;
}

export interface MemberFacts {
  readonly host: string;
  readonly port: number;
  readonly look: Looked<HostLook>;
}

export interface DeploymentAddress {
  /** Of a `mongodb+srv` string. */
  readonly srv?: string | undefined;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly hasUser: boolean;
  /** The file of its `tlsCAFile`. */
  readonly caFile?: string | undefined;
  readonly clientCertificateFile?: string | undefined;
  /** It names a proxy by `proxyHost`. */
  readonly isProxied: boolean;
}

/** A user that was let in, `undefined` where the string names none; no roles where the server does not tell. */
export interface Login {
  readonly user: string | undefined;
  readonly roles?: readonly string[] | undefined;
}

export interface DirectoryFacts {
  readonly path: string;
  /** Who may do what there; Windows has no such modes. */
  readonly mode: Looked<number | 'missing' | 'no modes'>;
  /** Files in it that others may write, and `secrets.json` where others may read it. */
  readonly open: Looked<readonly string[]>;
  /** `undefined` where nothing has run. */
  readonly journal: Looked<Journal | undefined>;
  readonly audit: Looked<{ readonly lines: number }>;
  /** The run that holds the lock. */
  readonly lock: Looked<{ readonly command: string; readonly pid: number; readonly host: string } | undefined>;
  /** For this user, on the disk that holds it or would hold it. */
  readonly freeBytes: Looked<number>;
}

import type { Answer, DeploymentAddress, DirectoryFacts, HostLook, MachineFacts } from '../core/doctor/doctor-facts.ts';
import type { Secret } from '../core/secret.ts';
import type { ServiceName } from '../core/service-name.ts';

/** A service as it is asked without credentials. */
export interface UnsignedAsking {
  readonly service: ServiceName;
  readonly baseUrl: string;
  readonly caFile: string | undefined;
}

export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** What `livemig doctor` looks at besides what other commands do; all of it only reads. */
export interface DoctorPorts {
  machine(): Promise<MachineFacts>;
  /** Whatever is wrong there is told and not thrown. */
  directory(path: string): Promise<DirectoryFacts>;
  /** The proxy that a service is reached through; kind `usage` for an address that cannot be one. */
  proxyFor(service: ServiceName, baseUrl: string): Promise<(HostAddress & { readonly secure: boolean }) | undefined>;
  /** Bounded by itself; what is wrong is told and not thrown. A file of certificates that cannot be used is kind `usage`. */
  host(address: HostAddress, tls: { readonly caFile: string | undefined } | undefined): Promise<HostLook>;
  /** Bounded by itself; throws a LivemigError where it is not answered as it should. */
  askUnsigned(asking: UnsignedAsking): Promise<Answer>;
  /** `undefined` where a connection string cannot be read. */
  addressIn(uri: Secret): Promise<DeploymentAddress | undefined>;
  /** Of a `mongodb+srv` host; rejects with what the resolver says. */
  membersOf(host: string): Promise<readonly HostAddress[]>;
}

import { type MongoClientOptions, MongoCompatibilityError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { z } from 'zod';
import { saidBy } from '../core/causes.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless } from '../core/harmless.ts';
import { adviceForServerTls } from '../core/tls-advice.ts';
import { type TlsProblem, tlsProblem } from '../core/tls-problem.ts';

/** A deployment as messages speak of it, and the files that its connection string names. */
export interface Addressee {
  /** `the source`, `the destination`. */
  readonly name: string;
  readonly hosts: string;
  readonly files: Pick<MongoClientOptions, 'tlsCAFile' | 'tlsCertificateKeyFile' | 'tlsCRLFile' | 'ca' | 'crl' | 'key'>;
  /** Whether the connection string names one. */
  readonly hasUser?: boolean;
}

/**
 * What went wrong with a deployment, as a LivemigError that names it and its hosts, and never the connection string,
 * which may hold a password. Server error codes: 18 AuthenticationFailed, 13 Unauthorized.
 */
export function connectionFailure(error: unknown, deployment: Addressee): LivemigError {
  const { name, hosts } = deployment;
  const said = saidBy(error);
  const code = error instanceof MongoServerError ? error.code : undefined;
  if (code === 18)
    return failure(
      'credentials',
      'MONGODB_LOGIN',
      `${name} (${hosts}) refused the user or the password.`,
      'Check the user, the password and authSource in the connection string.',
      error,
    );
  // "Command find requires authentication" (server source, commands.cpp): nobody has logged in, or nobody is any more.
  const isLoggedOut = code === 13 && /requires authentication/i.test(said);
  // A user that is removed is dropped from each connection (server source, authorization_session_impl.cpp).
  if (isLoggedOut && deployment.hasUser)
    return failure(
      'credentials',
      'MONGODB_LOGIN',
      `${name} (${hosts}) has logged the user out: it was removed, and may have been made anew.`,
      'Check the user in the connection string, and run the same command again.',
      error,
    );
  if (isLoggedOut)
    return failure(
      'credentials',
      'MONGODB_LOGIN',
      `${name} (${hosts}) wants a login, and this connection has none.`,
      'Put a user and its password into the connection string.',
      error,
    );
  if (code === 13)
    return failure(
      'credentials',
      'MONGODB_ROLE',
      `The user may not do this on ${name} (${hosts}): ${said}.`,
      'It needs the roles clusterMonitor and readAnyDatabase on admin.',
      error,
    );
  if (code !== undefined)
    return failure(
      'step-failed',
      'MONGODB',
      `${name} (${hosts}) answered with an error: ${said}.`,
      'These are its own words: look at its state and at its log. A server that is not MongoDB may lack what livemig asks for.',
      error,
    );
  if (error instanceof z.ZodError)
    return failure(
      'step-failed',
      'MONGODB',
      `${name} (${hosts}) gave an answer of another form than MongoDB's: ${said}.`,
      'A server that is not MongoDB, or a newer one than livemig knows, may answer so: look for a newer livemig.',
      error,
    );
  return (
    lastingFailure(error, deployment) ??
    setFailure(error, deployment) ??
    failure(
      'step-failed',
      'MONGODB',
      `${name} (${hosts}) could not be asked: ${said}.`,
      'Check whether this machine can reach it (network, access list, TLS settings in the connection string).',
      error,
    )
  );
}

/**
 * Servers of another set than `replicaSet` names are dropped without a word, and the driver, left without any, only says that
 * the time is up (MongoDB's Server Discovery and Monitoring specification, updateRSWithoutPrimary).
 */
function setFailure(error: unknown, { name, hosts }: Addressee): LivemigError | undefined {
  if (!(error instanceof MongoServerSelectionError)) return undefined;
  const { setName, servers } = error.reason ?? {};
  if (!setName || servers === undefined || servers.size > 0) return undefined;
  return failure(
    'step-failed',
    'MONGODB',
    `${name} (${hosts}) answers, and is no member of a replica set named ${harmless(setName)}.`,
    'Compare replicaSet= in the connection string with what rs.status().set says on the server; for a mongos leave it out.',
    error,
  );
}

/** What will be the same at each further try: of TLS, of the files that it takes, and of what answers. */
export function lastingFailure(error: unknown, deployment: Addressee): LivemigError | undefined {
  const tls = tlsProblem(error);
  return (
    fileFailure(error, deployment) ??
    (tls === undefined ? undefined : tlsFailure(tls, deployment)) ??
    (isIncompatible(error) ? incompatible(error, deployment) : undefined)
  );
}

/** The driver and the server do not know each other's protocol; it says so in the error or in its cause. */
function isIncompatible(error: unknown): boolean {
  return error instanceof MongoCompatibilityError || (error instanceof Error && isIncompatible(error.cause));
}

function incompatible(error: unknown, { name, hosts }: Addressee): LivemigError {
  return failure(
    'step-failed',
    'MONGODB',
    `${name} (${hosts}) answers, and cannot be used: ${saidBy(error)}.`,
    'The message says which versions the driver of livemig knows: use such a server, or a livemig whose driver knows this one.',
    error,
  );
}

/** In the driver's order. */
const fileOptions = ['tlsCAFile', 'tlsCRLFile', 'tlsCertificateKeyFile'] as const;
type FileOption = (typeof fileOptions)[number];

const fileReasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of its path is a file',
  EISDIR: 'is a directory',
  EACCES: 'may not be read by this user',
};

/** The driver reads them when it connects, and what is in them when it opens a socket. */
function fileFailure(error: unknown, { name, files }: Addressee): LivemigError | undefined {
  const [code, path] = [fieldOf(error, 'code'), fieldOf(error, 'path')];
  const content = { tlsCAFile: files.ca, tlsCRLFile: files.crl, tlsCertificateKeyFile: files.key };
  // A read names no path once the file is open, such as a directory: then it is the first that has not been read.
  const isUnread = (one: FileOption) => code === 'EISDIR' && content[one] === undefined;
  const option = fileOptions.find((one) => files[one] !== undefined && (files[one] === path || isUnread(one)));
  if (option !== undefined && code !== undefined)
    return unusableFile(name, option, files, fileReasons[code] ?? `cannot be read (${code})`);
  if (files.tlsCAFile !== undefined && files.ca !== undefined && !holdsCertificate(files.ca))
    return unusableFile(name, 'tlsCAFile', files, 'holds no certificate in PEM (text with "BEGIN CERTIFICATE")');
  if (files.tlsCertificateKeyFile !== undefined && /^ERR_OSSL_/.test(code ?? ''))
    return unusableFile(name, 'tlsCertificateKeyFile', files, `cannot be used (${code})`);
  return undefined;
}

function unusableFile(name: string, option: FileOption, files: Addressee['files'], what: string): LivemigError {
  const message = `The file ${harmless(String(files[option]))}, which the connection string of ${name} names as ${option}, ${what}.`;
  const holds = {
    tlsCAFile: 'the certificate of the CA',
    tlsCertificateKeyFile: 'a client certificate and its key',
    tlsCRLFile: 'a list of revoked certificates',
  }[option];
  return failure(
    'usage',
    'TLS_FILE',
    message,
    `Name the file that holds ${holds} in PEM: ${option}=/path/to/file.pem.`,
  );
}

function holdsCertificate(ca: NonNullable<Addressee['files']['ca']>): boolean {
  return (Array.isArray(ca) ? ca : [ca]).some((one) => /-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(one.toString()));
}

/** Of the error or of what caused it: the driver wraps what Node says. */
function fieldOf(error: unknown, field: 'code' | 'path'): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Object.entries(error).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : fieldOf(error.cause, field);
}

function tlsFailure(tls: TlsProblem, { name, hosts, files }: Addressee): LivemigError {
  return failure(
    'step-failed',
    tls.certificate ? 'MONGODB_CERTIFICATE' : 'MONGODB_TLS',
    `${name} (${hosts}) could not be trusted or reached over TLS: ${tls.words} (${tls.said}).`,
    adviceForServerTls(tls.kind, files),
  );
}

function failure(
  kind: 'credentials' | 'step-failed' | 'usage',
  code: ErrorCode,
  message: string,
  fix: string,
  cause?: unknown,
): LivemigError {
  return new LivemigError({ kind, code, message: message.charAt(0).toUpperCase() + message.slice(1), fix, cause });
}

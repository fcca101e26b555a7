import { LivemigError } from '../../core/errors.ts';
import type { ManagerKind } from '../../core/facts.ts';
import { shown } from '../../core/harmless.ts';
import { installedLine, refusedMark } from '../../core/install-outcome.ts';
import { quotedWord } from '../../core/shell-word.ts';
import { installScriptBody } from './install-script-body.ts';

export interface InstallScriptInputs {
  readonly host: string;
  readonly projectId: string;
  readonly baseUrl: string;
  readonly manager: ManagerKind;
  /** What `--manager-ca-file` holds. */
  readonly caPem?: string | undefined;
  /** Whether an agent of another project or another manager may be made that of this one. */
  readonly takeOver?: boolean;
}

/**
 * The script for the migration host: installs the agent's package for its platform, writes the settings that live
 * migration needs, restarts it (Ops Manager notes, section 6). It holds no secret: the agent API key comes by standard
 * input or MMS_API_KEY. Running it again changes nothing.
 */
export function installScript({
  host,
  projectId,
  baseUrl,
  manager,
  caPem,
  takeOver = false,
}: InstallScriptInputs): string {
  const name = host.replace(/[^A-Za-z0-9.-]/g, '');
  return `${[
    '#!/usr/bin/env bash',
    `# Makes this server the migration host ${name}. Written by livemig; holds no secret.`,
    '# Run as root, with the agent API key on standard input or in MMS_API_KEY.',
    'set -euo pipefail',
    '',
    `project=${quoted(projectId)}`,
    `manager=${quoted(baseUrl)}`,
    // Cloud Manager's packages know their own address; Ops Manager's must be told.
    `agent_url=${quoted(manager === 'ops-manager' ? baseUrl : '')}`,
    `take_over=${takeOver ? 'yes' : 'no'}`,
    `ca='${caPem === undefined ? '' : certificatesIn(caPem)}'`,
    `installed=${quoted(installedLine(name))}`,
    `refused=${quoted(refusedMark)}`,
    installScriptBody,
  ].join('\n')}`;
}

/** Only the certificates: a file may hold a private key beside them, which nobody has asked to send. */
function certificatesIn(pem: string): string {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length > 0) return found.map((one) => one.replaceAll('\r', '')).join('\n');
  throw new LivemigError({
    kind: 'blocked',
    code: 'CA_NOT_USABLE',
    message: 'The CA file for the migration host holds no certificate in PEM form.',
    fix: 'Give the PEM file of the CA with --manager-ca-file; it begins with -----BEGIN CERTIFICATE-----.',
  });
}

/** A single-quoted shell word. A line break in it would be another setting of the agent. */
function quoted(text: string): string {
  if (/^\P{Cc}*$/u.test(text)) return quotedWord(text);
  throw new LivemigError({
    kind: 'blocked',
    code: 'SCRIPT_VALUE',
    message: `${shown(text)} holds control characters, and cannot be a setting of the agent.`,
    fix: 'Check --source-project and --manager-url.',
  });
}

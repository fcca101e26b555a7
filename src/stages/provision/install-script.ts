import { LivemigError } from '../../core/errors.ts';
import { shown } from '../../core/harmless.ts';
import { quotedWord } from '../../core/shell-word.ts';

export interface InstallScriptInputs {
  readonly host: string;
  readonly projectId: string;
  readonly baseUrl: string;
  readonly manager: 'cloud-manager' | 'ops-manager';
}

/**
 * The script for the migration host: installs the agent's package for its platform, writes the settings that live
 * migration needs, restarts it (Ops Manager notes, section 6). It holds no secret: the agent API key comes by standard
 * input or MMS_API_KEY. Running it again changes nothing.
 */
export function installScript({ host, projectId, baseUrl, manager }: InstallScriptInputs): string {
  const settings = [
    `set_option mmsGroupId ${quoted(projectId)}`,
    'set_option mmsApiKey "$key"',
    // Cloud Manager's packages know their own address; Ops Manager's must be told.
    ...(manager === 'ops-manager' ? [`set_option mmsBaseUrl ${quoted(baseUrl)}`] : []),
    'set_option agentFeatureCloudMigrationEnabled true',
  ];
  return `${[
    '#!/usr/bin/env bash',
    `# Makes this server the migration host ${host.replace(/[^A-Za-z0-9.-]/g, '')}. Written by livemig; holds no secret.`,
    '# Run as root, with the agent API key on standard input or in MMS_API_KEY.',
    'set -euo pipefail',
    `base=${quoted(`${baseUrl}/download/agent/automation`)}`,
    ...body,
    ...settings,
    ...ending,
  ].join('\n')}\n`;
}

const body = [
  '# Another place, such as local.config of an installation by tar, goes into MMS_AGENT_CONFIG.',
  'config=$(printenv MMS_AGENT_CONFIG || echo /etc/mongodb-mms/automation-agent.config)',
  '[ "$(id -u)" = 0 ] || { echo "Run this as root." >&2; exit 1; }',
  'key=$(printenv MMS_API_KEY || true)',
  '[ -n "$key" ] || IFS= read -r key || true',
  '[ -n "$key" ] || { echo "The agent API key is missing: give it on standard input or in MMS_API_KEY." >&2; exit 1; }',
  '',
  'if [ ! -e "$config" ]; then',
  '  place=$(mktemp -d)',
  '  trap \'rm -rf "$place"\' EXIT',
  '  if command -v apt-get >/dev/null; then',
  '    file=mongodb-mms-automation-agent-manager_latest_amd64.ubuntu1604.deb',
  '    curl --fail --silent --show-error --location --output "$place/$file" "$base/$file"',
  '    DEBIAN_FRONTEND=noninteractive apt-get install --yes "$place/$file"',
  '  elif command -v rpm >/dev/null; then',
  '    file=mongodb-mms-automation-agent-manager-latest.x86_64.rhel7.rpm',
  '    curl --fail --silent --show-error --location --output "$place/$file" "$base/$file"',
  '    rpm --upgrade --hash "$place/$file"',
  '  else',
  '    echo "No package is known for this system: install the MongoDB Agent as the manager shows it, then run this again." >&2',
  '    exit 1',
  '  fi',
  'fi',
  '',
  '# Replaces the line if there is one; awk rather than sed, because a key may hold any character.',
  'set_option() {',
  '  local new',
  '  new=$(mktemp)',
  "  name=$1 value=$2 awk '",
  '    index($0, ENVIRON["name"] "=") == 1 { next }',
  '    { print }',
  '    END { print ENVIRON["name"] "=" ENVIRON["value"] }\' "$config" >"$new"',
  '  cat "$new" >"$config"',
  '  rm -f "$new"',
  '}',
];

const ending = [
  '',
  'systemctl enable mongodb-mms-automation-agent.service',
  'systemctl restart mongodb-mms-automation-agent.service',
  'echo "The agent was restarted; it appears in the manager within a minute or two."',
];

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

import { amount } from '../../src/core/plain-units.ts';
import { docsOf } from '../../src/core/rule.ts';
import { surveys } from '../../src/mongo/survey/index.ts';
import { explainedRule, ruleIds } from '../../src/stages/rule-book.ts';
import { menderNames } from '../../src/terminal/mender-names.ts';

type Told = NonNullable<ReturnType<typeof explainedRule>>;

/** The page about every rule of `livemig check`, made of the records. */
export function checksPage(): string {
  const rules = ruleIds.flatMap((id) => explainedRule(id, surveys) ?? []);
  const lines = [...intro, ...table(rules), ...rules.flatMap(section)];
  return `${lines.join('\n')}\n`;
}

const intro = [
  '# What `livemig check` looks at',
  '',
  '<!-- made by npm run docs -->',
  '',
  'Each rule has an id, which means the same rule for good. `livemig check --explain ID` tells the same, and what was found last. What a rule',
  'objects to, and what mends it with the names of your migration, stands in its finding. What cannot be looked at is *not checked*, with the',
  'reason, and never passed; what only a person can look at says where.',
  '',
];

const kinds = { block: 'blocks', warn: 'warns', info: 'tells' } as const;
const engines = {
  push: "Only of today's engine.",
  legacy: 'Only of the engine that some old sources still get.',
} as const;

function table(rules: readonly Told[]): string[] {
  const rows = rules.map(
    ({ id, severity, mender, title, ...rule }) =>
      `| [${id}](#${anchorOf(id)}) | ${kinds[severity]} | ${menderNames[mender]} | ${escaped(title)} | ${howLookedAt(rule)} |`,
  );
  const asked = rules.filter(({ look }) => look !== undefined).length;
  return [
    `Of ${amount(rules.length, 'rule')} livemig judges ${rules.length - asked} itself, as far as it may look; ${asked} only you can look at.`,
    '',
    '| id | at worst | who can mend it | what holds when all is well | who looks, and at what |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}

/** By the facts that it needs, or by a person, where nothing shows it from here. */
function howLookedAt({ look, explained }: Pick<Told, 'look' | 'explained'>): string {
  const { needs = [] } = explained ?? {};
  if (look !== undefined) return 'look at this yourself';
  return needs.length === 0 ? alwaysSo : needs.map(({ fact }) => `\`${fact}\``).join(', ');
}

const alwaysSo = 'not looked at: it holds by itself for every migration of this kind';

function section({ id, title, severity, mender, engine, source, look, explained }: Told): string[] {
  const { needs = [], stages = [] } = explained ?? {};
  const judged =
    stages.length === 0 ? '' : ` Judged by livemig ${stages.join(', ')} as well, before anything is changed.`;
  const reads = needs.map(({ fact, reads: asked, grant }) => {
    const how = asked.length === 0 ? 'what was typed or kept' : asked.map((one) => `\`${one}\``).join(', ');
    return `- needs \`${fact}\`: ${how}${grant === undefined ? '' : `; it takes ${grant}`}`;
  });
  return [
    `## ${id}`,
    '',
    `**${title}.** At worst it ${kinds[severity]}; ${menderNames[mender]} can mend it.${engine === undefined ? '' : ` ${engines[engine]}`}${judged}`,
    '',
    ...(look === undefined ? [] : [`- look at this yourself: ${look}`]),
    ...reads,
    ...(look === undefined && needs.length === 0 ? [`- ${alwaysSo}`] : []),
    `- source: ${source}`,
    '',
  ];
}

function anchorOf(id: string): string {
  return docsOf(id).replace(/^.*#/, '');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

import { momentText } from '../core/plain-units.ts';
import type { Block, Cell } from '../core/report/blocks.ts';
import type { Chart } from '../core/report/chart.ts';
import { pageOf } from '../core/report/page.ts';
import type { Report } from '../core/report/report.ts';

/** The same page as Markdown with tables, such as the summary of a job shows it. A chart is told in words. */
export function markdownOf(report: Report): string {
  const { title, status, made, sections, end } = pageOf(report);
  const parts = [
    `# ${plain(title)}`,
    `**${plain(status)}**`,
    plain(made),
    ...sections.flatMap((section) => [`## ${plain(section.title)}`, ...section.blocks.map(blockText)]),
    plain(end),
  ];
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.is) {
    case 'text':
      return plain(block.text);
    case 'heading':
      return `### ${plain(block.text)}`;
    case 'code':
      return `    ${block.text}`;
    case 'list':
      return block.items.map((item) => `- ${plain(item)}`).join('\n');
    case 'table':
      return tableText(block);
    case 'chart':
      return chartText(block.chart);
  }
}

function tableText({ caption, head, rows }: Extract<Block, { is: 'table' }>): string {
  const row = (cells: readonly Cell[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [`${plain(caption)}:`, '', row(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(row)].join('\n');
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return plain(cell);
  return 'moment' in cell ? momentText(cell.moment) : cell.map(plain).join('<br>');
}

function chartText({ title, description, marks }: Chart): string {
  const seen = marks.length === 0 ? '' : ` Marks: ${marks.map(({ label }) => label).join(', ')}.`;
  return plain(`${title}: ${description}${seen}`);
}

/** A command of ours stays code, to be copied; nothing else is markup. */
function plain(text: string): string {
  return text
    .split(/(`livemig [^`<>&@|\\]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : inertText(part)))
    .join('');
}

/** Nothing in it is markup, a link, an address or a mention to whoever shows it. */
function inertText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]|~#!]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//')
    .replaceAll(/\bwww\./gi, (found) => `${found.slice(0, -1)}&#46;`)
    .replace(
      /^(\s*)([-+=]|\d+[.)](?=\s|$))/,
      (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    );
}

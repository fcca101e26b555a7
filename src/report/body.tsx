import { momentText } from '../core/plain-units.ts';
import type { Block, Cell } from '../core/report/blocks.ts';
import type { Page } from '../core/report/page.ts';
import { Drawing } from './drawing.tsx';

export function Body({ page: { title, status, tone, made, sections, end } }: { page: Page }) {
  return (
    <>
      <header>
        <h1>{title}</h1>
        <p>
          <span class={`status ${tone}`}>{status}</span>
        </p>
        <p class="faint">{made}</p>
        <nav aria-label="Sections">
          <ul>
            {sections.map(({ id, title: name }) => (
              <li>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main>
        {sections.map(({ id, title: name, blocks }) => (
          <section aria-labelledby={id}>
            <h2 id={id}>{name}</h2>
            {blocks.map((block) => (
              <OneBlock block={block} />
            ))}
          </section>
        ))}
      </main>
      <footer>
        <p class="faint">{end} This page needs no other file, no network and no script.</p>
      </footer>
    </>
  );
}

function OneBlock({ block }: { block: Block }) {
  switch (block.is) {
    case 'text':
      return <p>{inline(block.text)}</p>;
    case 'heading':
      return <h3>{block.text}</h3>;
    case 'code':
      return (
        <p>
          <code>{block.text}</code>
        </p>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li>{inline(item)}</li>
          ))}
        </ul>
      );
    case 'table':
      return <Table {...block} />;
    case 'chart':
      return <Drawing id={block.id} chart={block.chart} />;
  }
}

/** The first cell of each row names it. One that is wider than the window is scrolled, also by keyboard. */
function Table({ caption, head, rows }: Extract<Block, { is: 'table' }>) {
  return (
    <section class="wide" tabindex={0} aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>{head.map((cell) => (cell === '' ? <td /> : <th scope="col">{cell}</th>))}</tr>
        </thead>
        <tbody>
          {rows.map(([first = '', ...others]) => (
            <tr>
              <th scope="row" class={classOf(first)}>
                {contentOf(first)}
              </th>
              {others.map((cell) => (
                <td class={classOf(cell)}>{contentOf(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What stands in backticks is to be typed. */
function inline(text: string) {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part));
}

function contentOf(cell: Cell) {
  if (typeof cell === 'string') return inline(cell);
  if ('moment' in cell) return <time datetime={cell.moment}>{momentText(cell.moment)}</time>;
  return cell.map((line, index) => (
    <>
      {index === 0 ? null : <br />}
      {inline(line)}
    </>
  ));
}

/** A word that is longer than any of ours, such as a path, may be broken anywhere; others are not, or narrow columns would. */
function classOf(cell: Cell): string | undefined {
  if (typeof cell === 'object' && 'moment' in cell) return 'time';
  return /\S{20}/.test(typeof cell === 'string' ? cell : cell.join(' ')) ? 'long' : undefined;
}

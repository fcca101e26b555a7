import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as textOf } from 'mdast-util-to-string';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root['children'][number];

/** What stands in a Markdown text, as GitHub reads it. */
export interface Markdown {
  /** Of all headings, in their order, as what follows the # of a link. */
  readonly anchors: readonly string[];
  /** Where links and pictures lead to, as written. */
  readonly links: readonly string[];
  /** What is set as code within a line. */
  readonly codes: readonly string[];
  /** Blocks of code, each with its language, and the HTML comment right before it. */
  readonly blocks: readonly Block[];
}

export interface Block {
  readonly language: string;
  readonly text: string;
  readonly comment: string | undefined;
}

export function readMarkdown(text: string): Markdown {
  const slugger = new GithubSlugger();
  const nodes = nodesIn(fromMarkdown(text));
  return {
    anchors: nodes.flatMap((node) => (node.type === 'heading' ? [slugger.slug(textOf(node))] : [])),
    links: nodes.flatMap((node) =>
      node.type === 'link' || node.type === 'image' || node.type === 'definition' ? [node.url] : [],
    ),
    codes: nodes.flatMap((node) => (node.type === 'inlineCode' ? [node.value] : [])),
    blocks: nodes.flatMap((node, at) => (node.type === 'code' ? [blockOf(node, nodes[at - 1])] : [])),
  };
}

function blockOf({ lang, value }: Extract<Node, { type: 'code' }>, before: Node | undefined): Block {
  const [, comment] = before?.type === 'html' ? (/^<!-- (.*) -->$/.exec(before.value) ?? []) : [];
  return { language: lang ?? '', text: value, comment };
}

/** All nodes below one, in the order in which they are read. */
function nodesIn(node: Root | Node): Node[] {
  return 'children' in node ? node.children.flatMap((child) => [child, ...nodesIn(child)]) : [];
}

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeReport } from '../../../src/core/report/make-report.ts';
import { Report } from '../../../src/core/report/report.ts';
import { reportFormats } from '../../../src/core/results/report-result.ts';
import { reportText } from '../../../src/report/report-text.ts';
import { completeSources, hostileSources, sourcesWith } from '../../support/report-sources.ts';

const report = makeReport(completeSources());

describe('hostile names', () => {
  const inert = makeReport(hostileSources());

  it.each(reportFormats)('hold nothing that turns letters or that a terminal obeys: %s', async (format) => {
    expect(await reportText(inert, format)).not.toMatch(/[\p{Bidi_Control}\u200B]|(?!\n)\p{Cc}/u);
  });

  it('are text in the page: no element and no attribute is made of them', async () => {
    const html = await reportText(inert, 'html');
    expect(html).not.toMatch(/<script|<img|javascript:[^<]*"/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('&amp;lt;');
  });

  it('are text in Markdown: no markup, link, picture, address or mention is made of them', async () => {
    const markdown = await reportText(inert, 'markdown');
    const rest = markdown.replaceAll(/<br>|`livemig [-\w ]+`/g, '').replaceAll(/\\[\\`*_{}[\]|~#!]/g, '');
    expect(rest).not.toMatch(/<|>|!\[|\]\(|@|:\/\/|www\./);
    expect(rest.match(/[`*]/g)?.length).toBe(4);
    expect(markdown.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
    const cells = markdown.split('\n').filter((line) => line.startsWith('| ') && line.includes('alert'));
    expect(cells.length).toBeGreaterThan(3);
    for (const row of cells) expect(row.split(/(?<!\\)\|/).length).toBeLessThanOrEqual(6);
  });

  it('end no script into which somebody puts the JSON', async () => {
    expect(await reportText(inert, 'json')).not.toContain('<');
  });
});

describe('the page', () => {
  it('loads nothing and runs nothing, by its own policy, which knows its stylesheet', async () => {
    const html = await reportText(report, 'html');
    const [, css = ''] = /<style>([\s\S]*)<\/style>/.exec(html) ?? [];
    expect(css).toContain('prefers-color-scheme: dark');
    expect(css).toContain('@media print');
    const hash = createHash('sha256').update(css).digest('base64');
    expect(html).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(html).not.toMatch(/<(script|link|iframe|img|object|form)\b| (src|style|on\w+)=|url\(|@import/);
    expect([...html.matchAll(/href="([^"]*)"/g)].every(([, link]) => link?.startsWith('#'))).toBe(true);
  });

  it('has the head of the audit, and how it is checked', async () => {
    const { head } = report.audit;
    expect(head).toMatch(/^[0-9a-f]{64}$/);
    for (const format of ['html', 'markdown'] as const) {
      expect(await reportText(report, format)).toContain(`livemig report --check --head ${head} --dir m1`);
    }
  });
});

it('has commands as code in Markdown, and amounts as they are', async () => {
  const markdown = await reportText(report, 'markdown');
  expect(markdown).toContain('`livemig rollback --plan --dir m1` writes what it takes');
  expect(markdown).toContain('| 90.0 s |');
});

it('is the same value in JSON', async () => {
  expect(Report.parse(JSON.parse(await reportText(report, 'json')))).toEqual(report);
});

it.each(reportFormats)('can be told of a directory in which nothing was started: %s', async (format) => {
  expect(await reportText(makeReport(sourcesWith()), format)).toContain('Nothing was started in this directory.');
});

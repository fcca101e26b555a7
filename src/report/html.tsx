import { createHash } from 'node:crypto';
import { raw } from 'hono/html';
import { pageOf } from '../core/report/page.ts';
import type { Report } from '../core/report/report.ts';
import { Body } from './body.tsx';
import { stylesheet } from './stylesheet.ts';

/** Nothing is loaded and nothing is run; the one stylesheet is known by its hash. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** One page that needs no other file, no network and no script. */
export function htmlOf(report: Report): string {
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content={`livemig ${report.livemig}`} />
        <title>{report.title}</title>
        <style>{raw(stylesheet)}</style>
      </head>
      <body>
        <Body page={pageOf(report)} />
      </body>
    </html>
  );
  return `<!DOCTYPE html>\n${String(page)}\n`;
}

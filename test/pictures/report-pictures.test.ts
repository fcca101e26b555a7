import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReport } from '../../src/core/report/make-report.ts';
import { reportText } from '../../src/report/report-text.ts';
import { stylesheet } from '../../src/report/stylesheet.ts';
import { noChromium, openChromium } from '../support/chromium.ts';
import { completeSources, minute } from '../support/report-sources.ts';

const folder = join(import.meta.dirname, '../../.github/pictures');
/** What is pictured, and how it is looked at; on paper in the width of an A4 page. */
const looks = [
  { name: 'light', part: 'summary', size: { width: 860, height: 650 } },
  { name: 'dark', part: 'charts', size: { width: 860, height: 650 } },
  { name: 'print', part: 'cutover', size: { width: 794, height: 900 } },
] as const;

/** Two days of copying, and a lag that was caught up, with a peak and an hour in which nobody looked. */
const [documents, bytes] = [412_118_204, 1.4e12];
const samples = Array.from({ length: 360 }, (_, index) => ({ index, at: 4 - (360 - index) * 10 }))
  .filter(({ index }) => index < 100 || index > 108)
  .map(({ index, at }) => {
    const isCopied = index > 230;
    const share = Math.min(1, index / 230);
    const lagSeconds = Math.round(5_400 * Math.exp(-(index - 230) / 25) + (index > 300 && index < 304 ? 900 : 4));
    return {
      ...{ at: minute(at), status: 'WORKING', ready: index > 330, lagSeconds: isCopied ? lagSeconds : null },
      source: { bytes, documents, indexes: 120 },
      copied: { bytes: bytes * share, documents: Math.round(documents * share), indexes: isCopied ? 120 : 0 },
    };
  });

function sources() {
  const { comparison } = completeSources();
  const both = { source: documents, destination: documents };
  return completeSources({ samples, attempts: [], comparison: { ...comparison, namespaces: 214, documents: both } });
}

/**
 * The pictures of docs/report.md. What a browser draws differs a little from machine to machine, so the words of the page and its
 * style are compared; `npm run pictures` draws the pictures anew, to be looked at before they are committed.
 */
describe.skipIf(noChromium !== '')(`the pictures of a report${noChromium}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it('show what it says', async () => {
    const html = await reportText(makeReport(sources()), 'html');
    const parts: string[] = [];
    for (const { name, part, size } of looks) {
      const page = await browser.newPage({ viewport: size });
      await page.emulateMedia(name === 'print' ? { media: 'print' } : { colorScheme: name });
      await page.setContent(html);
      parts.push(await page.locator(`section[aria-labelledby=${part}]`).innerText());
      if (process.env.npm_lifecycle_event === 'pictures') await draw(page, part, `report-${name}.webp`);
      await page.close();
    }
    const style = createHash('sha256').update(stylesheet).digest('hex');
    const words = `${parts.join('\n\n')}\n\nstylesheet ${style}\n`;
    await expect(words).toMatchFileSnapshot(join(import.meta.dirname, 'report.txt'), 'npm run pictures draws it anew');
  });

  /** From its beginning, or from the title of the part on, as WebP: less than half of a PNG. */
  async function draw(page: Page, part: (typeof looks)[number]['part'], name: string): Promise<void> {
    if (part !== 'summary') await page.evaluate(`document.getElementById('${part}').scrollIntoView()`);
    const png = (await page.screenshot()).toString('base64');
    const canvas = await browser.newPage();
    const webp = await canvas.evaluate<string>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${png}';
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.7).split(',')[1];
    })()`);
    writeFileSync(join(folder, name), Buffer.from(webp, 'base64'));
    await canvas.close();
  }
});

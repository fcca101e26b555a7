import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeReport } from '../../src/core/report/make-report.ts';
import type { ReportSources } from '../../src/core/report/sources.ts';
import { reportText } from '../../src/report/report-text.ts';
import { noChromium, openChromium } from '../support/chromium.ts';
import { completeSources, hostileSources, minute, samplesOf, sourcesWith } from '../support/report-sources.ts';

/** Where the page is said to be; anything else that it asked for would be found among the requests. */
const address = 'http://report.invalid/';

interface Opened {
  readonly page: Page;
  readonly requests: string[];
  readonly said: string[];
}

describe.skipIf(noChromium !== '')(`the page of a report in a browser${noChromium}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  async function open(sources: ReportSources, options: Parameters<Browser['newPage']>[0] = {}): Promise<Opened> {
    const page = await browser.newPage(options);
    const [requests, said]: [string[], string[]] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('dialog', (dialog) => {
      said.push(dialog.message());
      void dialog.dismiss();
    });
    const body = await reportText(makeReport(sources), 'html');
    await page.route('**', (route) =>
      route.request().url() === address ? route.fulfill({ contentType: 'text/html', body }) : route.abort(),
    );
    await page.goto(address);
    return { page, requests, said };
  }

  it.each([
    ['a migration', completeSources(), 'complete'],
    ['nothing', sourcesWith(), 'nothing was started'],
    ['hostile names', hostileSources(), 'complete'],
  ])('tells of %s, asks for nothing else and complains of nothing', async (_, sources, status) => {
    const { page, requests, said } = await open(sources);
    expect(await page.locator('.status').textContent()).toBe(status);
    expect(await page.locator('main h2').count()).toBe(12);
    expect(requests).toEqual([address]);
    expect(said).toEqual([]);
    await page.close();
  });

  it('makes no element of a hostile name', async () => {
    const { page } = await open(hostileSources());
    expect(await page.locator('script, img, iframe, b, h1 *').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('<script>alert(1)</script>');
    expect(await page.locator('a:not([href^="#"])').count()).toBe(0);
    await page.close();
  });

  const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

  it.each([
    ['light', 1000],
    ['dark', 360],
  ] as const)('can be read by everybody: %s, %d wide', async (colorScheme, width) => {
    // The page lets no script in, also not this one.
    const { page } = await open(completeSources(), { bypassCSP: true, colorScheme, viewport: { width, height: 800 } });
    await page.evaluate(axe.source);
    const { violations } = z.object({ violations: Violations }).parse(await page.evaluate('axe.run()'));
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await page.close();
  });

  it('draws the lag where it was, with a gap where nothing was seen', async () => {
    const { page } = await open(completeSources({ samples: samplesOf([100, 50, null, 0, 100]) }));
    const chart = page.locator('svg[aria-labelledby^="lag"]');
    const lines = await chart.locator('polyline').all();
    expect(await Promise.all(lines.map((line) => line.getAttribute('points')))).toEqual([
      '64,28 224,112',
      '544,196 704,28',
    ]);
    expect(await chart.locator('title').textContent()).toBe('How far the destination was behind the source');
    expect(await chart.locator('desc').textContent()).toMatch(/^First 1 min 40 s, at most 1 min 40 s.* 1 gap/);
    const box = await chart.boundingBox();
    const inner = await chart.locator('polyline').first().boundingBox();
    expect(box && inner && inner.x > box.x && inner.x + inner.width < box.x + box.width).toBe(true);
    await page.close();
  });

  it.each([
    ['a tick at the end', Array.from({ length: 361 }, (_, index) => minute(-3_600 + index * 10))],
    ['years', [minute(-1_500_000), minute(4)]],
  ])('writes nothing beyond the edge of a drawing: %s', async (_, times) => {
    const samples = times.map((at) => ({ at, status: 'WORKING', ready: true, lagSeconds: 7_000_000 }));
    const { page } = await open(completeSources({ samples, attempts: [] }));
    const beyond = `[...document.querySelectorAll('svg text')].filter((text) => {
      const [inner, outer] = [text, text.closest('svg')].map((one) => one.getBoundingClientRect());
      return inner.left < outer.left || inner.right > outer.right + 0.5;
    }).map((text) => text.textContent)`;
    expect(await page.evaluate(beyond)).toEqual([]);
    await page.close();
  });

  it('is printed light, without its links, and no wider than the paper', async () => {
    const { page } = await open(hostileSources(), { colorScheme: 'dark', viewport: { width: 690, height: 1000 } });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(20, 24, 31)');
    await page.emulateMedia({ media: 'print' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(690);
    await page.close();
  });
});

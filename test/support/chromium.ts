import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [
  ...['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = [process.env.LIVEMIG_TEST_CHROMIUM ?? '', ...places].find((place) => existsSync(place));

/** Why there is no browser on this machine; empty where there is one. */
export const noChromium =
  executablePath === undefined ? ` (skipped, because Chromium is at none of ${places.join(', ')})` : '';

export async function openChromium(): Promise<Browser> {
  // Chromium's own sandbox needs a user other than root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ ...(executablePath !== undefined && { executablePath }), args });
}

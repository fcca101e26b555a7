import { describe, expect, it } from 'vitest';
import { createEmulator } from '../support/terminal-emulator.ts';
import { drawPicture } from './draw-picture.ts';

const csi = '\u001B[';

/** What is drawn of text that a program has sent to a terminal of 20 columns. */
async function drawn(sent: string): Promise<string[]> {
  const emulator = createEmulator(20, 5);
  await emulator.write(sent);
  const picture = drawPicture({ title: 'a & b', lines: emulator.styled(), columns: 20 });
  return picture.split('\n').filter((line) => line.startsWith('<text') || line.startsWith('<rect x="18'));
}

describe('a picture of a terminal', () => {
  it.each([
    { looks: 'plain', sent: 'word', wanted: 'textLength="33.6">word' },
    { looks: 'bold', sent: `${csi}1mword`, wanted: 'font-weight="bold">word' },
    { looks: 'dim', sent: `${csi}2mword`, wanted: 'fill-opacity="0.65">word' },
    { looks: 'italic', sent: `${csi}3mword`, wanted: 'font-style="italic">word' },
    { looks: 'underlined', sent: `${csi}4mword`, wanted: 'text-decoration="underline">word' },
    { looks: 'one of 16 colours', sent: `${csi}32mword`, wanted: 'fill="#3fb950">word' },
    { looks: 'one of 16 bright colours', sent: `${csi}91mword`, wanted: 'fill="#ffa198">word' },
    { looks: 'one of the cube', sent: `${csi}38;5;208mword`, wanted: 'fill="#ff8700">word' },
    { looks: 'one of the greys', sent: `${csi}38;5;244mword`, wanted: 'fill="#808080">word' },
    { looks: 'one of all colours', sent: `${csi}38;2;1;2;3mword`, wanted: 'fill="#010203">word' },
    { looks: 'inverse', sent: `${csi}7mword`, wanted: 'fill="#0d1117">word' },
  ])('shows what is $looks', async ({ sent, wanted }) => {
    const [text] = (await drawn(sent)).filter((line) => line.startsWith('<text'));
    expect(text).toContain(wanted);
  });

  it.each([
    { looks: 'inverse', sent: `${csi}7mon`, fill: '#e6edf3' },
    { looks: 'on a colour', sent: `${csi}41mon`, fill: '#ff7b72' },
  ])('paints behind what is $looks', async ({ sent, fill }) => {
    const [behind] = await drawn(sent);
    expect(behind).toBe(`<rect x="18" y="50" width="16.8" height="20" fill="${fill}"/>`);
  });

  it('gives words, signs and wide letters their columns, whatever the font', async () => {
    const places = (await drawn('✔ one two   three 山川 x')).map((line) => [
      line.match(/x="([\d.]+)"/)?.[1],
      line.match(/>(.*)</)?.[1],
    ]);
    const at = (column: number) => String(Number((18 + column * 8.4).toFixed(2)));
    expect(places.slice(0, 5)).toEqual([
      [at(0), '✔'],
      [at(2), 'one two'],
      [at(12), 'three'],
      // The terminal is 20 columns wide: what does not fit stands in the next line.
      [at(18), '山'],
      [at(0), '川'],
    ]);
  });

  it('tells all of the text to who cannot see it, harmless to the page', async () => {
    const emulator = createEmulator(30, 5);
    await emulator.write('a <script> & more\r\n\r\nthe end   ');
    const picture = drawPicture({ title: '1 < 2', lines: emulator.styled(), columns: 30 });
    expect(picture).toContain('<title id="title">1 &lt; 2</title>');
    expect(picture).toContain('<desc id="desc">a &lt;script&gt; &amp; more\n\nthe end</desc>');
    expect(picture).not.toMatch(/<script|href|url\(|@import|<image|<foreignObject/);
  });
});

import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Browser, NoBrowser, openBrowser } from './browser.ts';
import type { Html } from './markup.ts';
import { type Scene, scenesOf, threePapers } from './scenes.ts';
import { type Studio, studios } from './studios.ts';
import { STYLE } from './style.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** To be looked at, not kept. */
const PICTURES = join(ROOT, 'pictures');
const DRAWINGS = join(ROOT, '..', 'shared', 'design', 'messages');
const README_PICTURE = join(ROOT, 'docs', 'digest.png');

/** What people did to the README's digest. */
const REACTIONS: Html = `<div class="reactions">${['1️⃣ 2', '2️⃣ 4', '3️⃣ 1']
  .map((reaction) => `<span>${reaction}</span>`)
  .join('')}</div>`;

try {
  await using browser = await openBrowser();
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES);
  const rows: Html[] = [];
  for (const studio of studios) {
    for (const scene of await scenesOf(studio)) rows.push(await drawScene(scene, studio, browser));
  }
  await writeFile(join(PICTURES, 'index.html'), pageOf(`<table>${rows.join('')}</table>`));
  await mkdir(join(ROOT, 'docs'), { recursive: true });
  await writeFile(README_PICTURE, await drawReadme(browser));
  process.stdout.write(`${rows.length} scenes are in pictures/index.html, the README’s in docs/\n`);
} catch (error) {
  if (!(error instanceof NoBrowser)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** Draws a scene wide and narrow; its row of the index, with the drawings beside it where there are any. */
async function drawScene(scene: Scene, studio: Studio, browser: Browser): Promise<Html> {
  const look = scene.isOtherTheme ? `${studio.name} other` : studio.name;
  const html = pageOf(studio.draw(scene), look);
  const sizes = [
    { mark: '', width: 'fields' in scene.shows ? 544 : 760, scale: 1.5 },
    { mark: '-mobile', width: 360, scale: 2 },
  ];
  const cells: Html[] = [];
  for (const { mark, width, scale } of sizes) {
    const picture = join(PICTURES, `${studio.name}-${scene.name}${mark}.png`);
    await writeFile(picture, await browser.draw({ html, width, scale }));
    const drawing = join(DRAWINGS, studio.name, `${scene.name}${mark}.png`);
    const both = [picture, ...(existsSync(drawing) ? [drawing] : [])];
    cells.push(...both.map((file) => `<img src="${relative(PICTURES, file)}" width="${width}">`));
  }
  const shown = cells.map((cell) => `<td>${cell}`).join('');
  return `<tr><th colspan="4">${studio.name} ${scene.name}<tr>${shown}`;
}

/** A digest in a channel of either platform, with what people did to it. */
async function drawReadme(browser: Browser): Promise<Buffer> {
  const windows = studios.map((studio) => {
    const message = studio.draw({ name: 'readme', shows: threePapers(studio) });
    return `<div class="window ${studio.name}"><h4># papers</h4>${message}${REACTIONS}</div>`;
  });
  const html = pageOf(`<div class="windows">${windows.join('')}</div>`);
  return browser.draw({ html, width: 1_000, scale: 1.7 });
}

function pageOf(body: Html, look = ''): Html {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${STYLE}</style><body class="${look}">${body}</body></html>`;
}

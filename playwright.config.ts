import { defineConfig } from '@playwright/test'
import { SHELL } from './e2e/house/browsers.ts'

export default defineConfig({
  testDir: './e2e',
  globalSetup: './scripts/test/memory-folder.ts',
  // Emptied at the start: the reports lie beside it.
  outputDir: './test-results/browser',
  fullyParallel: false,
  workers: 2,
  // A second look, in a gateway and a browser of its own: it is counted and named as such.
  retries: 1,
  // Guards against what never ends; how long a story takes is the machine's business.
  timeout: 180_000,
  // A machine that is busy with other things answers late, and is not wrong for that.
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    locale: 'en-US',
    // What moves is drawn many times over, and a button on its way is waited for.
    reducedMotion: 'reduce',
    // It stands between the page and what a test looks at; its own test lets it in.
    serviceWorkers: 'block',
    // A trace of every test costs a third of its time: `--trace on` records one where it is looked for.
    screenshot: 'only-on-failure',
    launchOptions: SHELL,
  },
})

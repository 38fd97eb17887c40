/**
 * Measures the figures of docs/performance.md on this machine, with the built product:
 * `npm run bench` for all, `npm run bench -- turn` for one. Builds what is stale, and prints a table.
 */
import { buildStale } from './build.ts'
import { measureCommand } from './command.ts'
import { CROWD_BENCHES } from './crowd/crowd.ts'
import { type Figure, renderTable } from './figures.ts'
import { measureLighthouse } from './lighthouse.ts'
import { measureLongSession } from './long-session.ts'
import { measureMemory } from './memory.ts'
import { MODEL_BENCHES } from './models/models.ts'
import { PANEL_BENCHES } from './panel/panel.ts'
import { measureSandbox } from './sandbox.ts'
import { measureSearch } from './search.ts'
import { measureFirstPage, measureNpmStart, measureWelcome } from './start.ts'
import { measureTelegram } from './telegram/telegram.ts'
import { measureRefusals } from './timing.ts'
import { measureToolStart, measureTurn } from './turn.ts'

const benches: Record<string, () => Promise<Figure | Figure[]>> = {
  welcome: () => measureWelcome(15),
  page: () => measureFirstPage(9),
  start: () => measureNpmStart(7),
  cli: () => measureCommand(25),
  turn: () => measureTurn(100),
  tool: () => measureToolStart(15),
  ...MODEL_BENCHES,
  memory: () => measureMemory(3),
  long: () => measureLongSession(30),
  sandbox: () => measureSandbox(100),
  search: () => measureSearch(100_000, 160),
  refusals: async () => measureRefusals(100_000),
  telegram: () => measureTelegram(),
  ...PANEL_BENCHES,
  lighthouse: () => measureLighthouse(3),
  ...CROWD_BENCHES,
}

export async function main(wanted: string[]): Promise<void> {
  const unknown = wanted.filter((name) => !Object.hasOwn(benches, name))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
    process.exitCode = 1
    return
  }

  buildStale()
  const figures: Figure[] = []
  for (const [name, measure] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    console.error(`measuring ${name} …`)
    figures.push(...[await measure()].flat())
  }
  console.log(renderTable(figures))
}

/**
 * The long proof: `npm run proof` kills 2,000 times and soaks for 10,000 turns (about an hour on two cores), then
 * looks at the whole panel; `npm run proof -- 200 1000` is a short one of the spine alone. A whole run writes the table of
 * docs/performance.md between its markers, a short one only with `--write`; exits 1 where a promise was
 * broken.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildForCrashes } from '#server/crash/fixtures/build.ts'
import {
  type CampaignReport,
  listPoints,
  RESTLESS,
  readyWithin,
  runCampaign,
} from '#server/crash/fixtures/campaign.ts'
import { countKills, planPoints, planRandom } from '#server/crash/fixtures/plan.ts'
import { type SoakReport, soak } from '#server/crash/fixtures/soak.ts'
import { provePanel } from './panel/proof.ts'

const WHOLE = { kills: '2000', turns: '10000' }
/** Writes the table although the run was a short one. */
const WRITE = '--write'

const FILE = path.join(import.meta.dirname, '..', 'docs', 'performance.md')
const BEGIN = '<!-- proof: written by npm run proof -->'
const END = '<!-- end of proof -->'
const GROWTH_LIMIT_MB = 50
const READY_GOAL_MS = 2_000

export async function main(argv: string[]): Promise<void> {
  const [kills = WHOLE.kills, turns = WHOLE.turns] = argv.filter((word) => word !== WRITE)
  const isWhole = Number(kills) >= Number(WHOLE.kills) && Number(turns) >= Number(WHOLE.turns)
  const build = await buildForCrashes()
  try {
    const campaigns = await killAll(build.entry, Number(kills))
    const soaked = await soak(build.entry, Number(turns), (done, { heapMb, residentMb }) => {
      if (done % 200 === 0)
        console.error(`${done} turns: heap ${heapMb.toFixed(1)} MB, resident ${residentMb.toFixed(1)} MB`)
    })
    const { table, held } = renderProof(campaigns, soaked)
    console.log(table)
    if (isWhole || argv.includes(WRITE)) writeBetweenMarkers(table)
    const isSound = isWhole ? await provePanel() : true
    process.exitCode = held && isSound ? 0 : 1
  } finally {
    build.remove()
  }
}

/** Telegram takes one message a second in a chat, so that its part of the kills takes longer than the others'. */
const OVER_TELEGRAM = 0.1

/**
 * Half of the kills at named points in turn, half at random, in three houses side by side: two with a platform
 * that knows every trick, and one with Telegram.
 */
async function killAll(entry: string, kills: number): Promise<CampaignReport[]> {
  const points = await listPoints(entry)
  const named = planPoints(points, Math.ceil(kills / 2 / points.length)).slice(0, kills / 2)
  const random = planRandom(kills - countKills(named))
  const plan = [...named, ...random].toSorted(() => Math.random() - 0.5)
  const seed = Math.floor(Math.random() * 1_000_000)
  let done = 0
  const onKill = () => {
    done += 1
    if (done % 50 === 0) console.error(`${done} of ${plan.length} kills, seed ${seed}`)
  }
  const overTelegram = Math.round(plan.length * OVER_TELEGRAM)
  const rest = plan.slice(overTelegram)
  const half = (house: number) => rest.filter((_, index) => index % 2 === house)
  const houses = [
    { name: 'plain', kills: half(0), habits: RESTLESS },
    { name: 'keyed', kills: half(1), habits: { ...RESTLESS, knowsKeys: true } },
    { name: 'telegram', kills: plan.slice(0, overTelegram), habits: RESTLESS, telegram: true },
  ]
  return Promise.all(
    houses.map((house, index) => runCampaign({ entry, seed: seed + index, onKill, ...house })),
  )
}

function renderProof(
  campaigns: readonly CampaignReport[],
  soaked: SoakReport,
): { table: string; held: boolean } {
  const sum = (pick: (report: CampaignReport) => number): number =>
    campaigns.reduce((total, report) => total + pick(report), 0)
  const starts = campaigns.flatMap(({ readyMs }) => readyMs)
  const ready = (part: number): number => Math.round(readyWithin(starts, part))
  const broken = (kind: keyof CampaignReport['findings']): number =>
    sum(({ findings }) => findings[kind].length)
  for (const { findings } of campaigns)
    for (const found of Object.values(findings).flat()) console.error(found)

  const promises: [name: string, value: number, limit: number, unit: string][] = [
    ['messages lost in silence', broken('lost'), 0, ''],
    ['duplicates without a label', broken('duplicates'), 0, ''],
    ['effects executed twice', broken('doubleEffects'), 0, ''],
    ['answers out of order', broken('disorder'), 0, ''],
    ['damaged databases', broken('corrupt'), 0, ''],
    ['processes left behind', broken('strays'), 0, ''],
    ['ready after a kill, median', ready(0.5), READY_GOAL_MS, ' ms'],
    ['ready after a kill, 95 of 100', ready(0.95), READY_GOAL_MS, ' ms'],
    [`promises broken in ${soaked.turns} turns`, soaked.broken, 0, ''],
    ['growth of its heap in the soak', Math.round(soaked.heapGrowthMb), GROWTH_LIMIT_MB, ' MB'],
    ['growth of the gateway in the soak', Math.round(soaked.growthMb), GROWTH_LIMIT_MB, ' MB'],
  ]
  const rows = promises.map(
    ([name, value, limit, unit]) =>
      `| ${name} | ${value}${unit} | ≤ ${limit}${unit} | ${value <= limit ? 'met' : 'missed'} |`,
  )
  const slowest = `The slowest of ${starts.length} starts took ${ready(1)} ms.`
  const shown = `Shown as uncertain, as promised: ${sum((r) => r.uncertain.deliveries)} deliveries, ${sum((r) => r.uncertain.calls)} tool calls, ${sum((r) => r.uncertain.interrupted)} runs.`
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const head = `${sum((r) => r.kills)} kills with SIGKILL (${sum((r) => r.points.length)} at named points), ${sum((r) => r.messages)} messages; ${new Date().toISOString().slice(0, 10)}, commit ${commit}.`
  const table = [
    head,
    '',
    '| promise | found | limit | |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    slowest,
    shown,
  ].join('\n')
  return { table, held: promises.every(([, value, limit]) => value <= limit) }
}

function writeBetweenMarkers(table: string): void {
  const block = `${BEGIN}\n\n${table}\n\n${END}`
  const present = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '# Performance\n'
  const begin = present.indexOf(BEGIN)
  const end = present.indexOf(END)
  const text =
    begin < 0 || end < begin
      ? `${present.trimEnd()}\n\n## Kills and soak\n\n${block}\n`
      : `${present.slice(0, begin)}${block}${present.slice(end + END.length)}`
  writeFileSync(FILE, text)
}

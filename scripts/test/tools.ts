/**
 * The programs outside npm that the tests need. Installs what is missing where that can be done
 * without asking (apt as root on Debian, Playwright's own browser), else says what to run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { ROOT } from '../steps.ts'

export interface Tool {
  readonly name: string
  readonly usedBy: string
  readonly packages: readonly string[]
  /** What makes its tests quicker, and is not asked for where it can't be had. */
  readonly quicker?: readonly string[]
  readonly isThere: () => boolean
  readonly otherInstall?: readonly string[]
}

const onPath = (program: string): boolean =>
  (process.env.PATH ?? '')
    .split(':')
    .concat('/usr/sbin')
    .some((folder) => existsSync(`${folder}/${program}`))

export const tools: readonly Tool[] = [
  {
    name: 'Chromium',
    usedBy: 'the browser tests',
    packages: ['chromium'],
    quicker: ['chromium-headless-shell'],
    isThere: () => onPath('chromium') || onPath('chromium-browser') || existsSync(chromium.executablePath()),
    otherInstall: ['node_modules/@playwright/test/cli.js', 'install', 'chromium'],
  },
  {
    name: 'bubblewrap',
    usedBy: 'the tests of the command guard',
    packages: ['bubblewrap'],
    isThere: () => process.platform !== 'linux' || onPath('bwrap'),
  },
  {
    name: 'Docker engine',
    usedBy: 'the tests of the sandbox',
    packages: ['docker.io', 'debootstrap'],
    isThere: () => process.platform !== 'linux' || (onPath('dockerd') && onPath('debootstrap')),
  },
]

/** What is left out without a tool, and how it is had. */
export const describeMissing = ({ name, usedBy, packages }: Tool): string =>
  `${name} is missing, so ${usedBy} are left out. On Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`

/** Makes the tools be there; returns those that still are not. Prints what it does. */
export function provideTools(wanted: readonly Tool[]): Tool[] {
  const missing = wanted.filter((tool) => !tool.isThere())
  installWithApt(missing.flatMap((tool) => tool.packages))
  installWithApt(wanted.flatMap((tool) => tool.quicker ?? []).filter((program) => !onPath(program)))
  for (const tool of missing) {
    if (!tool.isThere() && tool.otherInstall) {
      spawnSync(process.execPath, tool.otherInstall, { cwd: ROOT, stdio: 'inherit' })
    }
  }
  const still = missing.filter((tool) => !tool.isThere())
  for (const tool of still) console.error(describeMissing(tool))
  return still
}

function installWithApt(packages: readonly string[]): void {
  if (packages.length === 0) return
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !onPath('apt-get')) return
  console.log(`installing ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  run('update', '-qq')
  run('install', '-y', '-qq', '--no-install-recommends', ...packages)
}

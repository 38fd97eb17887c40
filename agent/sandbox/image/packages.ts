import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type Dockerode from 'dockerode'
import { AppError } from '#protocol/errors.ts'

const SUITE = 'bookworm'
const PACKAGES = ['bash', 'git', 'ripgrep', 'python3', 'jq', 'ca-certificates']
/** What nobody reads in a box. */
const LEFT_OUT = ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale']
const MEMORY = '/dev/shm'
const MEMORY_BYTES = 3 * 1024 ** 3
const PROGRAM_FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** The base that is made of Debian packages: its name says which. */
export const PACKAGE_BASE = `openclaw-sandbox-base:${SUITE}-${process.version}`

/** Why a base can't be made of Debian packages here; undefined where it can. */
export function packagesProblem(): string | undefined {
  if (process.platform !== 'linux') return 'it takes Linux'
  if (process.getuid?.() !== 0) return 'it takes root'
  return PROGRAM_FOLDERS.some((folder) => existsSync(join(folder, 'debootstrap')))
    ? undefined
    : 'debootstrap is missing (apt-get install debootstrap)'
}

/** Makes Debian with the programs of a box and this very Node, and gives it to the engine as an image. Minutes. */
export async function importPackages(docker: Dockerode, progress: (text: string) => void): Promise<string> {
  const [first = tmpdir(), second] = places()
  try {
    return await makeBase(docker, first, progress)
  } catch (error) {
    if (second === undefined) throw error
    return makeBase(docker, second, progress)
  }
}

/** Memory, where there is plenty: packages wait for the disk at every file. Some systems allow no programs there. */
function places(): string[] {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > MEMORY_BYTES ? [MEMORY, tmpdir()] : [tmpdir()]
  } catch {
    return [tmpdir()]
  }
}

async function makeBase(docker: Dockerode, place: string, progress: (text: string) => void): Promise<string> {
  const folder = mkdtempSync(join(place, 'openclaw-image-'))
  const rootfs = join(folder, 'rootfs')
  try {
    progress(`fetching Debian packages (${PACKAGES.join(', ')})`)
    const options = ['--variant=minbase', `--include=${PACKAGES.join(',')}`]
    // It calls programs of the system's own folders, which are not on everybody's PATH.
    const path = `PATH=${PROGRAM_FOLDERS.join(':')}`
    await runProgram('/usr/bin/env', [path, 'debootstrap', ...options, SUITE, rootfs], progress)
    for (const path of LEFT_OUT) rmSync(join(rootfs, path), { recursive: true, force: true })
    copyFileSync(process.execPath, join(rootfs, 'usr/local/bin/node'))
    progress('importing the base image')
    const tar = spawn('tar', ['-C', rootfs, '-c', '.'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [repo = '', tag = ''] = PACKAGE_BASE.split(':')
    // Only a name: the engine reads the image from the stream.
    try {
      const stream = await docker.importImage(tar.stdout as unknown as string, { repo, tag })
      await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject).resume())
      return PACKAGE_BASE
    } finally {
      // Of an engine that went away it would wait for ever to be read.
      tar.kill()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Tells each line that it prints. Rejects with its last one where it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  progress: (text: string) => void,
): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let last = ''
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      last = line.slice(0, 300)
      progress(last)
    })
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      last = error.message
      resolve(null)
    })
    child.once('close', resolve)
  })
  if (code !== 0) throw new AppError('sandbox_unavailable', `${program} failed: ${last}`)
}

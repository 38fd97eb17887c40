import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { AppError } from '#protocol/errors.ts'
import { IMAGE_LABEL, type ImageIdentity } from './identity.ts'
import { importPackages, PACKAGE_BASE, packagesProblem, runProgram } from './packages.ts'

const REGISTRY_BASE = 'node:24-bookworm-slim'
/** A registry that has not begun to answer by then is taken for out of reach, in milliseconds. */
const PULL_LIMIT_MS = 30_000
const TURN_MS = 300
const KEPT_MS = 24 * 3_600_000

/** Where the base comes from: `packages` (debootstrap), `registry`, or whichever works. */
export type BaseSource = 'auto' | 'registry' | 'packages'

/**
 * Builds the image of this version and returns its name; one that is there is left as it is. Throws
 * `sandbox_unavailable` with what to do. Images of ours from before yesterday that nothing uses are removed.
 */
export async function buildImage(
  docker: Dockerode,
  options: { root: string; image: ImageIdentity; from: BaseSource; progress: (text: string) => void },
): Promise<string> {
  const { progress } = options
  const { name } = options.image
  if (await hasImage(docker, name)) return name
  const giveBack = await takeTurn(progress)
  try {
    if (!(await hasImage(docker, name))) await build(docker, options)
  } finally {
    giveBack()
  }
  await removeOlder(docker, name)
  return name
}

/** One build at a time on a machine. A turn whose process is gone is over. */
async function takeTurn(progress: (text: string) => void): Promise<() => void> {
  const file = join(tmpdir(), 'openclaw-sandbox-build.lock')
  for (let isTold = false; ; isTold = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (!isAlive(file)) rmSync(file, { force: true })
      else if (!isTold) progress('waiting for another build')
      await new Promise((resolve) => setTimeout(resolve, TURN_MS))
    }
  }
}

function isAlive(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function build(
  docker: Dockerode,
  { root, image: { name, hash }, from, progress }: Parameters<typeof buildImage>[1],
): Promise<void> {
  const base = await findBase(docker, from, progress)
  const context = mkdtempSync(join(tmpdir(), 'openclaw-image-'))
  try {
    await putToolHost(root, join(context, 'tool-host.mjs'), progress)
    copyFileSync(join(root, 'sandbox/Dockerfile'), join(context, 'Dockerfile'))
    progress(`building ${name} on ${base}`)
    const tar = spawn('tar', ['-C', context, '-c', '.'], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const stream = await docker.buildImage(tar.stdout, {
        t: name,
        buildargs: { BASE: base },
        labels: { [IMAGE_LABEL]: hash },
        ...(base === PACKAGE_BASE ? { networkmode: 'none' } : {}),
        forcerm: true,
      })
      await followProgress(docker, stream, progress)
    } finally {
      tar.kill()
    }
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

/** A build of OpenClaw has it; from sources it is made now. */
async function putToolHost(root: string, file: string, progress: (text: string) => void): Promise<void> {
  const built = join(root, 'sandbox/tool-host.mjs')
  if (existsSync(built)) return copyFileSync(built, file)
  progress('bundling the tool host')
  await runProgram(process.execPath, [join(root, 'scripts/build/tool-host.cjs'), file], progress)
}

async function hasImage(docker: Dockerode, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect()
    return true
  } catch (error) {
    if (Reflect.get(error as object, 'statusCode') === 404) return false
    throw error
  }
}

async function findBase(docker: Dockerode, from: BaseSource, progress: (text: string) => void) {
  if (from !== 'registry' && (await hasImage(docker, PACKAGE_BASE))) return PACKAGE_BASE
  if (from === 'packages') return importBase(docker, 'asked for', progress)
  if (await hasImage(docker, REGISTRY_BASE)) return REGISTRY_BASE
  try {
    progress(`pulling ${REGISTRY_BASE}`)
    const answered = await Promise.race([docker.pull(REGISTRY_BASE), refuseLater()])
    await followProgress(docker, answered, progress)
    return REGISTRY_BASE
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (from === 'registry') throw unbuildable(`The base image can't be fetched (${reason}).`, error)
    progress(`the base image can't be fetched (${reason.slice(0, 200)})`)
    return importBase(docker, reason, progress)
  }
}

function importBase(docker: Dockerode, reason: string, progress: (text: string) => void): Promise<string> {
  const problem = packagesProblem()
  if (problem === undefined) return importPackages(docker, progress)
  throw unbuildable(
    `The base image can't be fetched (${reason.slice(0, 200)}), and to make it of Debian packages ${problem}.`,
  )
}

async function refuseLater(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, PULL_LIMIT_MS).unref())
  throw new Error('the image registry does not answer')
}

/** Resolves when the engine has finished; rejects with what it says is wrong. */
function followProgress(
  docker: Dockerode,
  stream: NodeJS.ReadableStream,
  progress: (text: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error: Error | null) => (error ? reject(unbuildable(error.message, error)) : resolve()),
      (event: { stream?: string; status?: string }) => {
        const text = (event.stream ?? event.status ?? '').trim()
        if (text !== '') progress(text.slice(0, 300))
      },
    )
  })
}

async function removeOlder(docker: Dockerode, name: string): Promise<void> {
  const images = await docker.listImages({ filters: { label: [IMAGE_LABEL] } })
  for (const image of images) {
    const age = Date.now() - image.Created * 1000
    // Another checkout of today may work with it.
    if (image.RepoTags?.includes(name) || age < KEPT_MS) continue
    // One that a container still uses stays until the next time.
    await docker
      .getImage(image.Id)
      .remove()
      .catch(() => undefined)
  }
}

const unbuildable = (text: string, cause?: unknown) =>
  new AppError('sandbox_unavailable', `The sandbox image could not be built. ${text}`, { cause })

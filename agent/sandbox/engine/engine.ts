import { existsSync } from 'node:fs'
import { request } from 'node:http'
import type Dockerode from 'dockerode'
import * as z from 'zod'
import type { SandboxState } from '#protocol/sandbox/sandbox.ts'
import type { Clock } from '../../clock.ts'
import { IMAGE_LABEL, type ImageIdentity } from '../image/identity.ts'
import { LABELS } from './leftovers.ts'

/** The container engine on this machine. */
export interface Engine {
  /** Looks at engine and image. Never rejects; takes milliseconds where all is well. */
  check(): Promise<EngineReport>
  /** Whether it holds anything of this gateway. */
  knows(owner: string): Promise<boolean>
  /** Its whole interface; loaded when it is needed first. */
  docker(): Promise<Dockerode>
}

export interface EngineReport extends SandboxState {
  /** Id of the image, where it is there: what containers are made from, whatever its name means later. */
  readonly imageId: string | null
}

/** Engine 20.10 of 2020: the oldest one that Debian and Ubuntu still care for. */
const OLDEST_API = [1, 41]
const ANSWER_LIMIT_MS = 5_000

const version = z.object({ Version: z.string(), ApiVersion: z.string(), Os: z.string() })
const info = z.object({ Runtimes: z.record(z.string(), z.unknown()) })
const image = z.object({
  Id: z.string(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
})

export function createEngine(options: {
  socket: string | null
  /** Another OCI runtime than its own that it has to know. */
  runtime?: () => string | null
  image: () => ImageIdentity
  clock: Clock
}): Engine {
  let loaded: Promise<Dockerode> | undefined
  const socket = () => options.socket ?? findSocket()
  const ask = (path: string) => askSocket(socket(), path, options.clock)

  /** Its own name, where the engine has not heard of it. */
  async function findUnknownRuntime(): Promise<string | undefined> {
    const runtime = options.runtime?.() ?? null
    // Shims of containerd are found by their name, and listed nowhere.
    if (runtime === null || runtime.startsWith('io.containerd.')) return undefined
    const { Runtimes } = info.parse((await ask('/info')).body)
    return Object.hasOwn(Runtimes, runtime) ? undefined : runtime
  }

  return {
    docker() {
      loaded ??= import('dockerode').then(({ default: Docker }) => new Docker({ socketPath: socket() }))
      return loaded
    },
    async knows(owner) {
      const filters = encodeURIComponent(JSON.stringify({ label: [`${LABELS.owner}=${owner}`] }))
      const containers = await ask(`/containers/json?all=1&filters=${filters}`)
      const volumes = await ask(`/volumes?filters=${filters}`)
      const named = Reflect.get(Object(volumes.body), 'Volumes')
      return [containers.body, named].some((list) => Array.isArray(list) && list.length > 0)
    },
    async check() {
      const identity = identify(options.image)
      const report = (
        state: SandboxState['state'],
        words: { problem?: string; fix?: string; engine?: string; imageId?: string } = {},
      ): EngineReport => ({
        state,
        problem: words.problem ?? null,
        fix: words.fix ?? null,
        engine: words.engine ?? null,
        image: identity?.name ?? null,
        imageId: words.imageId ?? null,
      })
      if (!identity) {
        return report('no-image', {
          problem: 'Files of OpenClaw are missing that belong into the sandbox image.',
          fix: 'Install OpenClaw again.',
        })
      }
      try {
        const answer = await ask('/version')
        const { Version: engine, ApiVersion: api, Os } = version.parse(answer.body)
        if (Os !== 'linux' || isOlder(api)) {
          return report('old-engine', {
            engine,
            problem: `Docker ${engine} is too old for the sandbox, or runs no Linux containers.`,
            fix: 'Install Docker 20.10 or newer.',
          })
        }
        const runtime = await findUnknownRuntime()
        if (runtime !== undefined) {
          return report('no-runtime', {
            engine,
            problem: `Docker knows no container runtime named ${runtime}.`,
            fix: `Install ${runtime}, name it in /etc/docker/daemon.json and restart Docker; or take agents.defaults.sandbox.runtime out of openclaw.json.`,
          })
        }
        const found = await ask(`/images/${encodeURIComponent(identity.name)}/json`)
        const parsed = image.safeParse(found.body)
        if (found.status === 200 && parsed.data?.Config.Labels?.[IMAGE_LABEL] === identity.hash) {
          return report('ready', { engine, imageId: parsed.data.Id })
        }
        return report('no-image', {
          engine,
          problem: 'The sandbox image is not built yet.',
          fix: 'Run: openclaw sandbox build',
        })
      } catch (error) {
        return report(...explain(error))
      }
    },
  }
}

/** Undefined where what goes into the image is not all there. */
function identify(image: () => ImageIdentity): ImageIdentity | undefined {
  try {
    return image()
  } catch {
    return undefined
  }
}

function explain(
  error: unknown,
): [SandboxState['state'], { problem: string; fix: string; engine?: string; imageId?: string }] {
  const code = Reflect.get(Object(error), 'code')
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return [
      'no-engine',
      {
        problem: 'Docker is not running on this machine.',
        fix: 'Install Docker (Debian: apt-get install docker.io) or start it (systemctl start docker).',
      },
    ]
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return [
      'no-access',
      {
        problem: 'This user may not use Docker.',
        fix: 'Run: sudo usermod -aG docker "$USER", log in again and restart OpenClaw.',
      },
    ]
  }
  return [
    'no-answer',
    { problem: 'Docker does not answer as it should.', fix: 'Restart it: systemctl restart docker' },
  ]
}

/** Docker's own place, else that of a rootless engine of this user. */
function findSocket(): string {
  const own = `/run/user/${process.getuid?.() ?? 0}/docker.sock`
  return !existsSync('/var/run/docker.sock') && existsSync(own) ? own : '/var/run/docker.sock'
}

function isOlder(api: string): boolean {
  const [major = 0, minor = 0] = api.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_API
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor)
}

/** One question, without the weight of the whole interface: a machine without boxes never loads that. */
function askSocket(
  socketPath: string,
  path: string,
  clock: Clock,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        try {
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
          })
        } catch (error) {
          reject(error)
        }
      })
    })
    const cancel = clock.after(ANSWER_LIMIT_MS, () => call.destroy(new Error('the engine does not answer')))
    call.on('close', cancel)
    call.on('error', reject)
    call.end()
  })
}

/**
 * The sandbox without a gateway, for the command line and the set-up of the tests:
 * `status` prints how the engine is as one line of JSON, `build` makes the image and prints its name.
 * After that, `socket=<path>`, `runtime=<name>` and `from=auto|registry|packages`.
 */
import { toAppError } from '#protocol/errors.ts'
import { systemClock } from '../clock.ts'
import { createEngine } from './engine/engine.ts'
import { type BaseSource, buildImage } from './image/build.ts'
import { findRoot, identifyImage } from './image/identity.ts'

const BASES: readonly BaseSource[] = ['auto', 'registry', 'packages']

async function main(verb: string | undefined, settings: readonly string[]): Promise<void> {
  const given = new Map(settings.map((setting) => setting.split('=', 2) as [string, string]))
  const root = findRoot()
  const engine = createEngine({
    socket: given.get('socket') ?? null,
    runtime: () => given.get('runtime') ?? null,
    image: () => identifyImage(root),
    clock: systemClock,
  })
  const report = await engine.check()
  if (verb === 'status') return void process.stdout.write(`${JSON.stringify(report)}\n`)
  if (verb !== 'build') throw new Error('Say "status" or "build".')
  if (report.engine === null) throw new Error(`${report.problem} ${report.fix}`)
  const from = BASES.find((base) => base === given.get('from')) ?? 'auto'
  const progress = (text: string) => void process.stderr.write(`${text}\n`)
  process.stdout.write(
    `${await buildImage(await engine.docker(), { root, image: identifyImage(root), from, progress })}\n`,
  )
}

const [verb, ...settings] = process.argv.slice(2)
main(verb, settings).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : toAppError(error).message}\n`)
  process.exitCode = 1
})

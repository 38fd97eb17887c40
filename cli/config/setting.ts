import { listUnknownKeys } from '#protocol/config/findings/unknown-keys.ts'
import { type Path, valueAt } from '#protocol/config/path.ts'
import { maskTree } from '#protocol/config/secrets.ts'
import { configSchema } from '#protocol/config.ts'
import { CliError } from '../cli-error.ts'

/** `tools.exec.allow[0]`, `channels.telegram["my.account"]`: where a setting stands. */
export function parsePath(text: string): Path {
  const steps = [...text.matchAll(/\.?([^.[\]"]+)|\[(\d+)\]|\["([^"]+)"\]/g)]
  const length = steps.reduce((total, [whole]) => total + whole.length, 0)
  if (steps.length === 0 || length !== text.length || text.startsWith('.')) {
    throw new CliError(`"${text}" names no setting. Write it like tools.exec.mode; see: openclaw config get`)
  }
  return steps.map(([, name, index, quoted]) =>
    index === undefined ? (name ?? quoted ?? '') : Number(index),
  )
}

/** Throws where this version has no such setting, with the nearest one that it has. */
export function requireKnown(path: Path): void {
  const nested = path.reduceRight<unknown>(
    (value, step) => (typeof step === 'number' ? [value] : { [step]: value }),
    null,
  )
  const problem = listUnknownKeys(configSchema, nested)[0]?.message
  if (problem === undefined) return
  const [, hint = 'See them all with: openclaw config get'] = problem.split('no effect. ')
  throw new CliError(`${problem.split(';')[0]}. ${hint}`)
}

/** The setting there, with what is below it; undefined where nothing is set and nothing is the default. */
export const settingAt = (config: unknown, path: Path): unknown => maskTree(valueAt(config, path), path)

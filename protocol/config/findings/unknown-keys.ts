import * as z from 'zod'
import { editDistance } from '../../chat/edit-distance.ts'
import { formatPath, type Path } from '../path.ts'
import { type Finding, toFinding } from './finding.ts'

/** Each key that the schema does not know, with the nearest key that it does know. */
export function listUnknownKeys(schema: z.ZodType, value: unknown, path: Path = []): Finding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const inner = unwrap(schema)
  if (inner instanceof z.ZodRecord) {
    return Object.entries(value).flatMap(([key, item]) =>
      listUnknownKeys(inner.valueType as z.ZodType, item, [...path, key]),
    )
  }
  if (!(inner instanceof z.ZodObject)) return []
  const shape = inner.shape as Record<string, z.ZodType>
  return Object.entries(value).flatMap(([key, item]) => {
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined
    if (known) return listUnknownKeys(known, item, [...path, key])
    if (path.length === 0 && key === '$schema') return []
    const nearest = findNearest(key, Object.keys(shape))
    const name = nearest === undefined ? undefined : formatPath([...path, nearest])
    const own = [...path, key]
    return [toFinding({ kind: 'unknown', path: own, ...(name !== undefined && { name }) })]
  })
}

/** The schema under its optional, default and prefault wrappers. */
export function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema
}

function findNearest(key: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best && best.distance <= Math.max(1, Math.floor(key.length / 3)) ? best.name : undefined
}

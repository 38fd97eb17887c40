import { createContext, useContext } from 'react'
import type { Path } from '#protocol/config/path.ts'
import type { Field, Finding } from './draft.ts'

/** The settings while somebody changes them. */
export interface Form {
  readonly fields: readonly Field[]
  /** As the file has them, and as they are to be. */
  readonly written: unknown
  readonly draft: unknown
  readonly findings: readonly Finding[]
  /** Paths of settings that wait for a restart. */
  readonly waiting: readonly string[]
  /** Whether this browser may change anything. */
  readonly isOpen: boolean
  /** In small letters; only what it is found in is shown. */
  readonly search: string
  set(path: Path, value: unknown): void
}

const FormContext = createContext<Form | null>(null)
export const FormProvider = FormContext.Provider

export function useForm(): Form {
  const form = useContext(FormContext)
  if (!form) throw new Error('useForm needs a FormProvider around it.')
  return form
}

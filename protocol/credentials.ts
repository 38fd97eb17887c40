import * as z from 'zod'

/** What the owner calls a device or a token. Nothing in it may turn the text around it or break its line. */
export const credentialName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, 'no control characters')

/** Ten years; a token without an end is made by naming no number of days. */
export const MOST_TOKEN_DAYS = 3650

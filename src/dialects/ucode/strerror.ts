import { given, integer } from './arguments.ts'
import { clear, textOfCode } from './error.ts'
import { int } from './numbers.ts'

/**
 * The C library's text for an error.
 *
 * @param code An errno, or a negative EAI_* of the resolver.
 */
export function strerror(code: number): string | null {
  if (!given(code, 'code') || !integer(code, 'code')) return null
  clear()
  return textOfCode(int(code))
}

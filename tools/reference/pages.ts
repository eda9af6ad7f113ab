import { everyControl, everyOption } from '../../src/protocols/index.ts'
import { addressPage, families } from './address-page.ts'
import { controlPage } from './control-page.ts'
import type { Described } from './described.ts'
import { page } from './markdown.ts'
import { optionPage } from './option-page.ts'

/** The pages of docs/reference/, by file name. */
export function referencePages(described: Described): Readonly<Record<string, string>> {
  const addresses = addressPage(described)
  return {
    'README.md': index(),
    'addresses.md': addresses.text,
    'control-messages.md': controlPage(described, addresses.has),
    'options.md': optionPage(described, addresses.has),
  }
}

function index(): string {
  return page(
    '# Reference',
    'Generated from the tables of `src/protocols/` that the library uses. The meaning of an entry is the comment in its table. Nothing here depends on a machine: numbers differ between systems, and `constants` has those of yours.',
    [
      `- [Options](options.md): ${everyOption().length}, for \`getOption\` and \`setOption\`; [by task](options.md#by-task), [from A to Z](options.md#a-to-z), [by man page](options.md#by-man-page)`,
      `- [Control messages](control-messages.md): ${everyControl().length + 2}, for \`recvMessage\` and \`sendMessage\`; [from A to Z](control-messages.md#a-to-z), [by man page](control-messages.md#by-man-page)`,
      `- [Addresses](addresses.md): ${families.length} families, for \`bind\`, \`connect\`, \`sendTo\` and every call that returns one`,
    ].join('\n'),
  )
}

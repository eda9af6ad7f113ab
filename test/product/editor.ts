import { join } from 'node:path'
import ts from 'typescript'

/** What an editor shows for a program, according to TypeScript's language service. */
export interface Editor {
  /** The values and types that the module of the program's first import exports. */
  readonly exported: readonly string[]
  /** The members that are offered after `text`. */
  members(text: string): string[]
  /** The strings that are offered after `text`, which ends in a quotation mark. */
  strings(text: string): string[]
  /** What is shown when the pointer is over the last word of `text`. */
  hover(text: string): Hover
}

interface Hover {
  /** The title, such as `(method) Socket.close(): void`. */
  readonly title: string
  /** The names of classes, interfaces and type aliases in the title. */
  readonly types: readonly string[]
  /** The comment. */
  readonly text: string
  /** Its tags, such as `see {@link https://…}`. */
  readonly tags: readonly string[]
}

/** Shared, so that files read by several programs are read only once. */
const registry = ts.createDocumentRegistry()

/** Opens a program in an editor, as if it were a file of that project. */
export function openEditor(project: string, program: string): Editor {
  const file = join(project, 'program.ts')
  const service = ts.createLanguageService(hostOf(project, file, program), registry)
  return {
    get exported() {
      const checked = service.getProgram()
      const specifier = checked?.getSourceFile(file)?.statements.find(ts.isImportDeclaration)
      const module =
        specifier && checked?.getTypeChecker().getSymbolAtLocation(specifier.moduleSpecifier)
      if (module === undefined)
        throw new Error('The first import of the program cannot be resolved')
      return (
        checked
          ?.getTypeChecker()
          .getExportsOfModule(module)
          .map(({ name }) => name) ?? []
      )
    },
    members(text) {
      const position = program.indexOf(text) + text.length
      const offered = service.getCompletionsAtPosition(file, position, {})?.entries ?? []
      const kinds: string[] = ['method', 'function', 'property', 'getter', 'setter', 'accessor']
      return offered.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)
    },
    strings(text) {
      const position = program.indexOf(text) + text.length
      const offered = service.getCompletionsAtPosition(file, position, {})?.entries ?? []
      const strings: string[] = ['string']
      return offered.filter(({ kind }) => strings.includes(kind)).map(({ name }) => name)
    },
    hover(text) {
      const position = program.indexOf(text) + text.search(/\w+\W*$/)
      const shown = service.getQuickInfoAtPosition(file, position)
      if (shown === undefined) throw new Error(`The editor shows nothing over ${text}`)
      const parts = shown.displayParts ?? []
      return {
        title: ts.displayPartsToString(parts),
        types: parts
          .filter(({ kind }) => ['className', 'interfaceName', 'aliasName'].includes(kind))
          .map((part) => part.text),
        text: ts.displayPartsToString(shown.documentation),
        tags: (shown.tags ?? []).map((tag) => `${tag.name} ${ts.displayPartsToString(tag.text)}`),
      }
    },
  }
}

function hostOf(project: string, file: string, program: string): ts.LanguageServiceHost {
  const readFile = (path: string) => (path === file ? program : ts.sys.readFile(path))
  return {
    getCompilationSettings: () => ({
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      types: ['node'],
      strict: true,
    }),
    getCurrentDirectory: () => project,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: (path) => (path === file ? program : '1'),
    getScriptSnapshot(path) {
      const text = readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile,
  }
}

export {
  type Activated,
  type ActivatedDescriptor,
  type ActivatedSocket,
  activation,
} from './systemd/activation.ts'
export { barrier, barrierSync } from './systemd/barrier.ts'
export {
  type AsyncJournalOptions,
  journal,
  type JournalOptions,
  journalSync,
} from './systemd/journal.ts'
export type { JournalEntry, JournalPriority, JournalValue } from './systemd/journal-entry.ts'
export {
  type AsyncNotifyOptions,
  notify,
  type NotifyOptions,
  notifySync,
} from './systemd/notify.ts'
export type { State } from './systemd/state.ts'
export { startWatchdog, watchdog } from './systemd/watchdog.ts'

import { diskLaw, diskNotices, realDiskLaw } from '../support/disk-law.ts';

diskLaw('cloud-manager', 'cutover', 'ENOSPC', 1201);
diskLaw('ops-manager', 'start', 'EROFS', 1601);
diskLaw('cloud-manager', 'cutover', 'EIO', 1901);

realDiskLaw('cloud-manager', 'provision');

diskNotices('a short write that is taken for a complete one', 'provision', {
  code: 'ENOSPC',
  failsAt: 'writeFile state.json.tmp',
  forgives: '(writeFile|sync) state.json.tmp',
});

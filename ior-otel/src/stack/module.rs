//! What unwinding needs of an executable or a library. The file is of the traced process: nothing in it is to be trusted.

use std::{
    fs::File,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use framehop::ExplicitModuleSectionInfo;
use object::{
    SegmentFlags,
    elf::PF_X,
    read::{Object as _, ObjectSection as _, ObjectSegment as _, elf::ElfFile64},
};

use crate::{
    bounded::Bounded,
    enrich::mappings::{Mapping, Segment},
};

/// A file that processes execute.
pub struct Module {
    /// A number that no other has.
    pub id: u64,
    /// Its path, as the first process sees it that was seen to execute it.
    pub path: PathBuf,
    /// Kept open: the file that was mapped may have lost its name since.
    file: File,
    /// Its executable parts.
    code: Vec<Segment>,
    text: Option<Range<u64>>,
    frames: Option<Section>,
    index: Option<Section>,
}

/// A section: where it is, by the file's own addresses, and what is in it.
#[derive(Clone)]
struct Section {
    at: Range<u64>,
    data: Arc<[u8]>,
}

impl Module {
    /// Reads a file; nothing if it is no ELF file of 64 bits.
    pub fn read(id: u64, path: &Path, file: File) -> Option<Self> {
        let data = Bounded::new(file.try_clone().ok()?);
        let elf = ElfFile64::<object::Endianness, _>::parse(&data).ok()?;
        let section = |name: &str| {
            let section = elf.section_by_name(name)?;
            let at = section.address()..section.address().checked_add(section.size())?;
            Some((section, at))
        };
        let with_data = |name: &str| {
            let (section, at) = section(name)?;
            Some(Section { at, data: section.data().ok()?.into() })
        };
        let code = elf
            .segments()
            .filter(|segment| matches!(segment.flags(), SegmentFlags::Elf { p_flags } if p_flags & PF_X != 0))
            .map(|segment| Segment { offset: segment.file_range().0, address: segment.address() })
            .collect();
        Some(Self {
            id,
            path: path.to_owned(),
            code,
            text: section(".text").map(|(_, at)| at),
            frames: with_data(".eh_frame"),
            index: with_data(".eh_frame_hdr"),
            file,
        })
    }

    /// What is added to its addresses where it is mapped.
    pub fn bias(&self, mapping: &Mapping) -> Option<u64> {
        mapping.bias(&self.code)
    }

    /// For unwinding, where it is mapped.
    pub fn to_unwind(&self, mapping: &Mapping, bias: u64) -> framehop::Module<Arc<[u8]>> {
        let (frames, index) = (self.frames.clone(), self.index.clone());
        let info = ExplicitModuleSectionInfo {
            base_svma: 0,
            text_svma: self.text.clone(),
            eh_frame_svma: frames.as_ref().map(|section| section.at.clone()),
            eh_frame: frames.map(|section| section.data),
            eh_frame_hdr_svma: index.as_ref().map(|section| section.at.clone()),
            eh_frame_hdr: index.map(|section| section.data),
            ..ExplicitModuleSectionInfo::default()
        };
        framehop::Module::new(String::new(), mapping.start..mapping.end, bias, info)
    }

    /// The open file.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Bytes that are kept of it.
    pub fn bytes(&self) -> usize {
        let kept = [&self.frames, &self.index].into_iter().flatten();
        kept.map(|section| section.data.len()).sum::<usize>() + self.code.len() * size_of::<Segment>()
    }
}

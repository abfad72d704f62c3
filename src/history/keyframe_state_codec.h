// The bytes of a document state in a keyframe, without the text of the body, which stands in front of them: columns of
// variable-length integers (KEYFRAME.md). Private part of keyframe.cpp and of the state hash.
#pragma once

#include "base/bytes.h"
#include "history/document_state.h"

namespace varve::history {

/// Equal states give equal bytes. The state must be well-formed.
void writeState(ByteWriter& writer, const DocumentState& state);

/// Reads what writeState() wrote into everything but the body's text, which is there already. On hostile bytes the
/// reader fails or the result is not well-formed; memory stays within a small multiple of the bytes.
void readState(ByteReader& reader, DocumentState& state);

}  // namespace varve::history

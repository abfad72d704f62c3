// A document as commands of the editing layer need it: its registers and objects as they are now.
#pragma once

#include <expected>

#include "cli/command.h"
#include "cli/command_document.h"
#include "editing/edit_context.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"

namespace varve::cli {

class EditedDocument : public projection::ObjectSource {
  public:
    /// The first argument names the file, --user who acts. Problems: those of CommandDocument::open.
    static std::expected<EditedDocument, Problem> open(const Arguments& arguments, Access access);

    [[nodiscard]] const projection::ObjectRegisters& registers() const { return m_registers; }
    [[nodiscard]] const event::EventLog& log() const { return m_document.replica().log(); }
    [[nodiscard]] projection::BlockSequence read(const event::ObjectId& sequence) const;
    /// `blocks`: of the text that the command is about.
    [[nodiscard]] editing::EditContext contextOf(const projection::BlockSequence& blocks,
                                                 const event::ObjectId& sequence) const;
    /// The picture that stands at `offset`, a word of the command line. Problems: no number, no picture.
    [[nodiscard]] std::expected<event::EventId, Problem> imageAt(const std::string& offset) const;
    /// Makes the change durable. Nothing for an edit that does nothing.
    [[nodiscard]] Outcome apply(const editing::Edit& edit);

    [[nodiscard]] std::vector<event::EventId> idsAt(const event::ObjectId& sequence,
                                                    std::span<const text::Offset> offsets) const override;
    [[nodiscard]] std::optional<Place> placeOf(const event::EventId& id) const override;
    [[nodiscard]] document::Patch textOf(const event::ObjectId& sequence) const override;

  private:
    explicit EditedDocument(CommandDocument document);

    CommandDocument m_document;
    projection::ObjectRegisters m_registers;
};

/// TEXT as the command line or, for “-”, standard input gives it, cleaned as imported text is. Problems: what cannot be
/// read or is no text.
[[nodiscard]] std::expected<std::string, Problem> textArgument(const std::string& word);

}  // namespace varve::cli

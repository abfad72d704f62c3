// A small history of two people, step by step, for tables of cases: what each types, deletes, formats and takes back,
// and when they hear of each other. It gives the state that the definition says and, in every order of arrival worth
// trying, the one that the tracker shows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "convergence/naive_evaluator.h"

namespace varve::convergence {

class Scenario {
  public:
    class Person {
      public:
        /// A pilcrow in the text stands for a break.
        void type(std::uint32_t offset, std::string_view text);
        void erase(std::uint32_t offset, std::uint32_t count);
        // With the expand policy of SEMANTICS.md.
        void bold(std::uint32_t begin, std::uint32_t end) { markAtEnd(begin, end, "bold", true); }
        void unbold(std::uint32_t begin, std::uint32_t end) { markAtEnd(begin, end, "bold", {}); }
        void italic(std::uint32_t begin, std::uint32_t end) { markAtEnd(begin, end, "italic", true); }
        void colour(std::uint32_t begin, std::uint32_t end, std::string value) {
            markAtEnd(begin, end, "colour", std::move(value));
        }
        void link(std::uint32_t begin, std::uint32_t end, std::string url);
        void unlink(std::uint32_t begin, std::uint32_t end);
        void comment(std::uint32_t begin, std::uint32_t end, const std::string& name);
        void set(const event::ObjectId& object, std::string key, event::Value value);
        /// Switches the newest own transaction that wrote something off; and on again.
        void undo() { switchLast(false); }
        void redo() { switchLast(true); }
        /// What follows is about the text of this object.
        void goTo(const event::ObjectId& sequence) { m_sequence = sequence; }
        /// The event that the person made last.
        [[nodiscard]] event::EventId lastEvent() const { return {m_agent, {m_nextSequence - 1}}; }

      private:
        friend class Scenario;
        Person(Scenario& scenario, std::uint32_t agentNumber);
        void write(event::Operation operation);
        void markAtEnd(std::uint32_t begin, std::uint32_t end, std::string key, event::Value value);
        void switchLast(bool alive);

        Scenario& m_scenario;
        event::AgentId m_agent;
        std::uint32_t m_nextSequence = 0;
        EventSet m_known;
        event::ObjectId m_sequence = kBody;
        std::vector<event::EventSpan> m_written;
    };

    /// The people have agent ids 1 and 2, or 2 and 1, which decides who wins where both did the same at once.
    explicit Scenario(bool isSwapped);
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    Person ana;
    Person ben;

    /// Both know everything.
    void sync();
    [[nodiscard]] DocumentState definedState() const { return m_naive.state(m_naive.allEvents()); }
    /// Empty when the tracker gives that state too, also by its patches, in several orders of arrival.
    [[nodiscard]] std::string trackerFailure() const;
    [[nodiscard]] const std::vector<event::Transaction>& transactions() const { return m_transactions; }

  private:
    NaiveEvaluator m_naive;
    std::vector<event::Transaction> m_transactions;
};

/// A row of a table: what happens, and the body text that it should give, as describe() writes it.
struct Case {
    const char* name;
    void (*steps)(Scenario&);
    const char* expected;
    const char* expectedSwapped = nullptr;  // where the greater agent decides; else the same
};

/// Empty when the definition and the tracker give what the row says, in both orders of the agents.
[[nodiscard]] std::string failureOf(const Case& row);

}  // namespace varve::convergence
